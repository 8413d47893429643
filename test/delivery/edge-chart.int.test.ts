import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { objectOf, renderChart } from './edge/render-chart.ts';
import type { Json } from './edge/translate.ts';
import type { Manifest } from './gitops/helmfile.ts';

const missing = process.env.HELM ? false : 'needs HELM (pnpm components)';
const DOMAINS = {
  dev: 'dev.ameide.io',
  staging: 'staging.ameide.io',
  prod: 'ameide.io',
  'preview-7': 'p7.dev.ameide.io',
};
const CERTIFICATE = {
  issuer: {
    email: 'platform@ameide.io',
    azureDns: { subscriptionID: 'a-subscription', resourceGroupName: 'dns', hostedZoneName: 'ameide.io' },
  },
};
const CONSOLES = { hosts: { argocd: { service: 'argocd-server', namespace: 'argocd', port: 80 } } };

const edgeOf = (lane: string, domain: string, values: object = {}) =>
  renderChart('ameide-edge', { namespace: `ameide-${lane}`, values: { global: { lane, domain }, ...values } });

describe('the edge as it is rendered', { skip: missing }, () => {
  const lanes = new Map<string, Manifest[]>();
  before(async () => {
    for (const [lane, domain] of Object.entries(DOMAINS)) {
      lanes.set(lane, await edgeOf(lane, domain, { certificate: CERTIFICATE, controlPlane: CONSOLES }));
    }
  });
  const inLane = (lane: string, kind: string, name: string) => objectOf<Json>(lanes.get(lane)!, kind, name);

  it('says the same each time, and nothing of a laptop', async () => {
    const again = await edgeOf('dev', DOMAINS.dev, { certificate: CERTIFICATE, controlPlane: CONSOLES });
    assert.deepEqual(again, lanes.get('dev'));
    for (const [lane, manifests] of lanes) assert.doesNotMatch(JSON.stringify(manifests), /localhost/, lane);
  });

  it('has one route for each host, on the listener with TLS', () => {
    for (const [lane, manifests] of lanes) {
      const domain = DOMAINS[lane as keyof typeof DOMAINS];
      assert.deepEqual(new Set(manifests.map(({ kind }) => kind)).has('Ingress'), false);
      const routes = manifests.filter(({ kind }) => kind === 'HTTPRoute') as Json[];
      const hosts = routes.flatMap(({ spec }) => spec.hostnames ?? []);
      const names = ['platform', 'api', 'auth', 'www', 'argocd'].map((name) => `${name}.${domain}`);
      assert.deepEqual(hosts.sort(), [...names, domain].sort());
      for (const { metadata, spec } of routes) {
        const expected = { apex: 'https-apex', 'https-redirect': 'http' }[metadata.name as string] ?? 'https';
        assert.deepEqual(
          spec.parentRefs.map((parent: Json) => parent.sectionName),
          [expected],
          metadata.name,
        );
        assert.ok(spec.rules.length <= 16, 'as many rules as a route may have');
      }
    }
  });

  it('takes routes from namespaces that may have some, and reaches services of others by grants', () => {
    const [plain, ...secured] = inLane('prod', 'Gateway', 'ameide').spec.listeners;
    assert.deepEqual(plain.allowedRoutes.namespaces, { from: 'Same' }, 'redirects alone are without TLS');
    assert.equal(secured.length, 2);
    for (const { allowedRoutes } of secured) {
      const { from, selector } = allowedRoutes.namespaces;
      assert.deepEqual([from, selector.matchLabels], ['Selector', { 'gateway-access': 'allowed' }]);
    }
    const grants = lanes.get('prod')!.filter(({ kind }) => kind === 'ReferenceGrant') as Json[];
    const granted = grants.map(({ metadata, spec }) => [metadata.namespace, spec.to.map((to: Json) => to.name)]);
    assert.deepEqual(granted.sort(), [
      ['ameide-infra', ['keycloak']],
      ['argocd', ['argocd-server']],
    ]);
  });

  it('has a listener for each host that is not below the domain, with a certificate from where it is used', async () => {
    const secret = { name: 'shop-uisurface-tls', namespace: 'tenant-acme-dev-base' };
    const listeners = [{ name: 'acme', hostname: 'shop.acme.example', secret }];
    const manifests = await edgeOf('dev', DOMAINS.dev, { gateway: { listeners } });
    const { spec } = objectOf<Json>(manifests, 'Gateway', 'ameide');
    const [https, acme] = ['https', 'acme'].map((name) => spec.listeners.find((each: Json) => each.name === name));
    assert.deepEqual(acme, {
      ...https,
      name: 'acme',
      hostname: 'shop.acme.example',
      tls: { mode: 'Terminate', certificateRefs: [{ group: '', kind: 'Secret', ...secret }] },
    });
    for (const name of ['https', 'UPPER'])
      await assert.rejects(edgeOf('dev', DOMAINS.dev, { gateway: { listeners: [{ ...listeners[0], name }] } }));
  });

  it('has a certificate of the wildcard and the apex, from the issuer of the lane', async () => {
    const issuers = { dev: 'self-signed', staging: 'letsencrypt-staging', prod: 'letsencrypt-prod' };
    for (const [lane, issuer] of Object.entries(issuers)) {
      const { spec } = inLane(lane, 'Certificate', 'ameide-wildcard');
      const domain = DOMAINS[lane as keyof typeof DOMAINS];
      assert.deepEqual(spec.dnsNames, [`*.${domain}`, domain]);
      assert.deepEqual([spec.secretName, spec.duration, spec.renewBefore], ['ameide-wildcard-tls', '2160h', '720h']);
      assert.equal(spec.issuerRef.name, issuer);
      assert.ok(inLane(lane, 'ClusterIssuer', issuer));
    }
    const local = await edgeOf('local', 'ameide.localhost', { certificate: { from: 'secret' } });
    assert.deepEqual(
      local.filter(({ apiVersion }) => apiVersion.startsWith('cert-manager')),
      [],
    );
    await assert.rejects(edgeOf('prod', DOMAINS.prod), /certificate\.issuer\.email is required/);
  });

  it('asks more of browsers in production than before it', async () => {
    const headersOf = ({ spec }: Json) =>
      Object.fromEntries(
        [...(spec.headers.lateResponseHeaders.set ?? []), ...spec.headers.lateResponseHeaders.addIfAbsent].map(
          ({ name, value }: Json) => [name, value],
        ),
      );
    const [prod, staging] = ['prod', 'staging'].map((lane) => headersOf(inLane(lane, 'ClientTrafficPolicy', 'ameide')));
    assert.equal(prod!['Strict-Transport-Security'], 'max-age=31536000; includeSubDomains');
    assert.equal(staging!['Strict-Transport-Security'], 'max-age=86400');
    assert.deepEqual([prod!['Referrer-Policy'], prod!['X-Frame-Options']], ['strict-origin', 'SAMEORIGIN']);
    assert.doesNotMatch(prod!['Content-Security-Policy'], /unsafe/);
    assert.match(prod!['Content-Security-Policy'], /frame-ancestors 'self'/);
    const local = await edgeOf('local', 'ameide.localhost', { certificate: { from: 'secret' } });
    assert.equal(headersOf(objectOf(local, 'ClientTrafficPolicy', 'ameide'))['Strict-Transport-Security'], undefined);
  });

  it('trusts what a proxy before it says of addresses only where there is one', async () => {
    const removed = ({ spec }: Json) => spec.headers.earlyRequestHeaders.remove as string[];
    const alone = inLane('prod', 'ClientTrafficPolicy', 'ameide');
    assert.ok(removed(alone).includes('x-forwarded-for'));
    assert.equal(alone.spec.clientIPDetection, undefined);
    const values = { certificate: CERTIFICATE, envoy: { trustedProxies: 1 } };
    const behind = objectOf<Json>(await edgeOf('prod', DOMAINS.prod, values), 'ClientTrafficPolicy', 'ameide');
    assert.ok(!removed(behind).includes('x-forwarded-for') && removed(behind).includes('x-tenant-id'));
    assert.equal(behind.spec.clientIPDetection.xForwardedFor.numTrustedHops, 1);
  });

  it('puts a sign-in and a role before consoles', () => {
    const { spec } = inLane('prod', 'SecurityPolicy', 'argocd');
    assert.equal(spec.oidc.redirectURL, 'https://argocd.ameide.io/oauth2/callback');
    assert.deepEqual(spec.authorization.defaultAction, 'Deny');
    assert.deepEqual(spec.authorization.rules[0].principal.jwt.claims[0].values, ['platform.operator']);
  });

  it('refuses values that it does not know or that cannot be', async () => {
    const secret = { certificate: { from: 'secret' } };
    for (const values of [
      { unknown: true },
      { envoy: { image: 'docker.io/envoyproxy/envoy:latest' } },
      { limits: { perUser: 0 } },
      { certificate: { from: 'elsewhere' } },
    ]) {
      await assert.rejects(edgeOf('dev', DOMAINS.dev, { ...secret, ...values }), /schema/i, JSON.stringify(values));
    }
    await assert.rejects(edgeOf('production', DOMAINS.prod, secret), /lane/);
    await assert.rejects(edgeOf('prod', '', secret), /domain/);
  });
});
