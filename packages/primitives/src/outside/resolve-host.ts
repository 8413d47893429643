import { Resolver } from 'node:dns/promises';
import type { ResolveHost } from '../objects/named-hosts.ts';

/** Names by DNS, as the process itself is told where that is. @param servers others: `127.0.0.1:5353` */
export function dnsResolver(servers?: readonly string[]): ResolveHost {
  const resolver = new Resolver({ timeout: 1_000, tries: 2 });
  if (servers) resolver.setServers(servers);
  return async (host) => {
    const records = await resolver.resolve4(host, { ttl: true }).catch(() => []);
    if (records.length === 0) return undefined;
    const ttlSeconds = Math.min(...records.map(({ ttl }) => ttl));
    return { addresses: records.map(({ address }) => address).sort(), ttlSeconds };
  };
}
