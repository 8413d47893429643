import { type Check, expect, Skipped } from './check.ts';
import type { Edge } from './edge.ts';

/** A lane from outside. Addresses have no slash at their end. */
export interface Outside {
  /** `https://platform.dev.ameide.io` */
  readonly platform: string;
  /** `https://api.dev.ameide.io`; absent where only one address is known. */
  readonly api?: string | undefined;
  readonly apex?: string | undefined;
  readonly www?: string | undefined;
  /** As tokens must name it; its host is that of sign-in. */
  readonly issuer?: string | undefined;
  /** Whether browsers are told to come with TLS only. */
  readonly hsts: boolean;
}

interface Discovery {
  readonly issuer: string;
  readonly jwks_uri: string;
  readonly [endpoint: string]: unknown;
}

const ENDPOINTS = ['authorization_endpoint', 'token_endpoint', 'end_session_endpoint', 'jwks_uri'];

/** What anybody can look at, without signing in. */
export function outsideChecks(edge: Edge, lane: Outside): Check[] {
  const { platform, issuer, apex, www, api } = lane;
  const hosts = [platform, api, apex, www, issuer].flatMap((address) => (address ? [new URL(address).hostname] : []));
  const get = (address: string) => edge.fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(15_000) });
  const onlyWithDomain = new Skipped('only one address is known');

  const discover = async (realm: string): Promise<Discovery> => {
    const address = `${realm}/.well-known/openid-configuration`;
    const response = await get(address);
    expect(response.status === 200, `${address} answers ${response.status}`);
    return (await response.json()) as Discovery;
  };

  return [
    {
      name: 'the workspace is healthy',
      async run() {
        const { status } = await get(`${platform}/healthz`);
        expect(status === 200, `${platform}/healthz answers ${status}`);
        return '200';
      },
    },
    {
      name: 'all hosts lead to one address',
      async run() {
        const addresses = new Set(await Promise.all(hosts.map((host) => edge.addressOf(host))));
        expect(addresses.size === 1, `${hosts.join(', ')} lead to ${[...addresses].join(', ')}`);
        return `${hosts.length} hosts, ${[...addresses][0]}`;
      },
    },
    {
      name: 'the certificate is for every host',
      async run() {
        const addresses = [platform, api, apex, www, issuer].filter((address) => address?.startsWith('https:'));
        if (addresses.length === 0) return new Skipped('there is no TLS');
        const names = await Promise.all(addresses.map((address) => edge.certificateNames(address!)));
        return [...new Set(names.flat())].join(', ');
      },
    },
    {
      name: 'the issuer is the public address',
      async run() {
        if (!issuer) return onlyWithDomain;
        const discovered = await discover(issuer);
        expect(discovered.issuer === issuer, `discovery says "${discovered.issuer}", and the lane "${issuer}"`);
        return issuer;
      },
    },
    {
      name: 'discovery leads to public addresses',
      async run() {
        if (!issuer) return onlyWithDomain;
        const discovered = await discover(issuer);
        for (const endpoint of ENDPOINTS) {
          const address = String(discovered[endpoint]);
          expect(address.startsWith(`${issuer}/`), `${endpoint} is ${address}, not below ${issuer}`);
        }
        const keys = (await (await get(discovered.jwks_uri)).json()) as { keys?: unknown[] };
        expect((keys.keys ?? []).length > 0, `${discovered.jwks_uri} has no keys`);
        return `${ENDPOINTS.length} endpoints, ${keys.keys!.length} keys`;
      },
    },
    {
      name: 'www leads to the apex',
      async run() {
        if (!www || !apex) return onlyWithDomain;
        const response = await get(`${www}/some/page?x=1`);
        const location = (response.headers.get('location') ?? '').replace(/^(https:\/\/[^/:]+):443\//, '$1/');
        expect(response.status === 301 || response.status === 308, `${www} answers ${response.status}`);
        expect(location === `${apex}/some/page?x=1`, `${www} leads to "${location}"`);
        return `${response.status}`;
      },
    },
    {
      name: 'browsers are told to keep to TLS',
      async run() {
        const header = (await get(`${platform}/healthz`)).headers.get('strict-transport-security');
        if (!lane.hsts) {
          expect(header === null, `a laptop's lane must not set Strict-Transport-Security, and it says "${header}"`);
          return 'not on a laptop';
        }
        expect(/max-age=[1-9]/.test(header ?? ''), `Strict-Transport-Security is ${header ?? 'missing'}`);
        return header!;
      },
    },
  ];
}
