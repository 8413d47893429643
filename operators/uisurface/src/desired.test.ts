import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { admit } from '@ameide/operator-kit/schema';
import { validSpecs } from '@ameide/operator-kit/schema/testing';
import { AUTOSCALER, DEPLOYMENT, HTTP_ROUTE, NETWORK_POLICY } from '@ameide/primitives/objects';
import type { V1DeploymentSpec } from '@kubernetes/client-node';
import fc from 'fast-check';
import { uiSurface } from './resource.ts';
import { aCluster, aSurface, HOST, image, NAME } from './uisurface.fixture.ts';

const oidc = { clientId: 'shop', clientSecret: { name: 'shop-oidc', key: 'secret' } };
type Cluster = ReturnType<typeof aCluster>;
const template = (cluster: Cluster) => cluster.spec<V1DeploymentSpec>(DEPLOYMENT).template;
const variables = (cluster: Cluster) =>
  Object.fromEntries(
    template(cluster).spec!.containers[0]!.env!.map(({ name, value, valueFrom }) => [
      name,
      value ?? valueFrom?.secretKeyRef,
    ]),
  );

describe('a UISurface', () => {
  it('is a Deployment, a Service and a route to it, with all that it takes', () => {
    assert.deepEqual(aCluster().reconcile(aSurface()).toSorted(), [
      `Deployment/${NAME}`,
      `HTTPRoute/${NAME}`,
      `NetworkPolicy/${NAME}`,
      `PodDisruptionBudget/${NAME}`,
      `Service/${NAME}`,
      `ServiceAccount/${NAME}`,
      `ServiceMonitor/${NAME}`,
    ]);
  });

  it('is told where it is reached and where the primitives are that it shows', () => {
    const cluster = aCluster();
    const uses = [
      { kind: 'Domain', name: 'orders' },
      { kind: 'Agent', name: 'price-bot', namespace: 'ameide-prod' },
    ] as const;
    cluster.reconcile(aSurface({ uses, route: { hosts: [HOST], paths: ['/shop'] } }));
    const found = variables(cluster);
    assert.equal(found.PORT, '3000');
    assert.equal(found.PUBLIC_URL, `https://${HOST}/shop`);
    assert.equal(found.AMEIDE_DOMAIN_ORDERS_URL, 'http://orders-domain.ameide-dev.svc');
    assert.equal(found.AMEIDE_AGENT_PRICE_BOT_URL, 'http://price-bot-agent.ameide-prod.svc');
    assert.equal(found.OIDC_CLIENT_ID, undefined);
  });

  it('is told its client, which comes back under every host', () => {
    const cluster = aCluster({ signIn: () => ({ state: 'wired', version: '7' }) });
    cluster.reconcile(aSurface({ oidc, route: { hosts: [HOST, 'www.example.com'] } }));
    const { OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_SCOPES, OIDC_REDIRECT_URIS } = variables(cluster);
    assert.deepEqual([OIDC_CLIENT_ID, OIDC_SCOPES], ['shop', 'openid profile']);
    assert.deepEqual(OIDC_CLIENT_SECRET, { name: 'shop-oidc', key: 'secret' });
    assert.equal(OIDC_REDIRECT_URIS, `https://${HOST}/auth/callback https://www.example.com/auth/callback`);
  });

  it('starts again when the client’s secret is written anew', () => {
    let version = '7';
    const cluster = aCluster({ signIn: () => ({ state: 'wired', version }) });
    const rolledOut = () => {
      cluster.reconcile(aSurface({ oidc }));
      return JSON.stringify(template(cluster));
    };
    const before = rolledOut();
    assert.equal(rolledOut(), before);
    version = '8';
    assert.notEqual(rolledOut(), before);
  });

  it('is not rolled out while the secret is missing, and what runs goes on', () => {
    let isThere = false;
    const cluster = aCluster({
      signIn: () => (isThere ? { state: 'wired', version: '7' } : { state: 'secret_missing', message: 'gone' }),
    });
    const made = cluster.reconcile(aSurface({ oidc }));
    assert.ok(!made.includes(`Deployment/${NAME}`));
    assert.ok(made.includes(`HTTPRoute/${NAME}`));
    isThere = true;
    cluster.reconcile(aSurface({ oidc }));
    isThere = false;
    cluster.reconcile(aSurface({ oidc, image: image('b') }));
    assert.equal(template(cluster).spec!.containers[0]!.image, image('a'));
  });

  it('is called by the Gateway that it goes through', () => {
    const cluster = aCluster();
    cluster.reconcile(aSurface({ route: { hosts: [HOST], gateway: { namespace: 'edge' } } }));
    assert.match(JSON.stringify(cluster.spec(NETWORK_POLICY).ingress), /"edge"/);
    assert.deepEqual(cluster.spec<{ parentRefs: object[] }>(HTTP_ROUTE).parentRefs, [
      { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'ameide', namespace: 'edge' },
    ]);
  });

  it('scales with its load if asked', () => {
    const cluster = aCluster();
    cluster.reconcile(aSurface({ scaling: { replicas: 2, autoscaling: { maxReplicas: 5 } } }));
    assert.deepEqual(cluster.spec(AUTOSCALER).scaleTargetRef, { ...DEPLOYMENT, name: NAME });
  });

  it('runs without the Gateway API', () => {
    const made = aCluster({ missing: [HTTP_ROUTE] }).reconcile(aSurface());
    assert.ok(made.includes(`Deployment/${NAME}`));
    assert.ok(!made.includes(`HTTPRoute/${NAME}`));
  });

  it('is refused outside its place and with an image from elsewhere, and left as it is while it is paused', () => {
    assert.equal(aCluster().refusal(aSurface({}, { namespace: 'default' })), 'PlacementRefused');
    const elsewhere = `registry.example.org/ameide/shop@sha256:${'a'.repeat(64)}`;
    assert.equal(aCluster().refusal(aSurface({ image: elsewhere })), 'ImageRefused');
    const cluster = aCluster();
    cluster.reconcile(aSurface());
    const before = cluster.all();
    cluster.reconcile(aSurface({ paused: true, image: image('b'), route: { hosts: ['other.example.com'] } }));
    assert.deepEqual(cluster.all(), before);
  });

  it('has to be reached where people come back from signing in', () => {
    const isAdmitted = (paths: readonly string[], callbackPath: string) =>
      admit(uiSurface.spec, {
        image: image('a'),
        route: { hosts: [HOST], paths },
        oidc: { clientId: 'a', callbackPath },
      }).admitted;
    assert.ok(isAdmitted(['/'], '/auth/callback'));
    assert.ok(isAdmitted(['/a', '/auth'], '/auth/callback'));
    assert.ok(isAdmitted(['/auth'], '/auth'));
    assert.ok(!isAdmitted(['/auth'], '/authority'));
    assert.ok(!isAdmitted(['/shop'], '/auth/callback'));
  });

  it('is the same for the same, and names nothing that Kubernetes would refuse, whatever the spec', () => {
    const signIns = fc.constantFrom(
      { state: 'wired', version: '7' } as const,
      { state: 'secret_missing', message: 'gone' } as const,
    );
    fc.assert(
      fc.property(validSpecs(uiSurface), signIns, (spec, signIn) => {
        const cluster = aCluster({ signIn: () => (spec.oidc ? signIn : { state: 'not_asked' }) });
        const object = aSurface({ ...spec, image: image('c'), tenancy: {}, paused: false });
        cluster.reconcile(object);
        const before = cluster.all();
        cluster.reconcile(object);
        assert.deepEqual(cluster.all(), before);
        for (const { metadata } of before) assert.match(metadata.name, /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/);
        const isHeld = spec.oidc !== undefined && signIn.state === 'secret_missing';
        assert.equal(cluster.get(DEPLOYMENT, NAME) === undefined, isHeld);
        assert.ok(cluster.status(object).message);
      }),
    );
  });
});
