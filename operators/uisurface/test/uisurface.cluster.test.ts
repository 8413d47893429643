import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { conditionOf, isReady } from '@ameide/operator-kit';
import type { WrittenSpecOf } from '@ameide/operator-kit/schema';
import { validSpecs } from '@ameide/operator-kit/schema/testing';
import { clusterSkipReason, installCrds, thirdPartyCrds } from '@ameide/operator-kit/testing';
import {
  CERTIFICATE,
  CONFIG_MAP,
  DEPLOYMENT,
  HTTP_ROUTE,
  REFERENCE_GRANT,
  SECRET,
  SERVICE,
  SERVICE_MONITOR,
  secretText,
} from '@ameide/primitives/objects';
import type { Fault } from '@ameide/primitives/outside';
import {
  type GatewayAnswer,
  gatewayAnswer,
  type OperatorSuite,
  startOperatorSuite,
  testSettings,
} from '@ameide/primitives/testing';
import { until } from '@ameide/test-kit';
import type { V1DeploymentSpec } from '@kubernetes/client-node';
import fc from 'fast-check';
import { UI_SURFACE_PARTS } from '../src/desired.ts';
import { uiSurfaceOperator } from '../src/operator.ts';
import { realmOf, type SignInClients, type WantedClient } from '../src/ports.ts';
import { uiSurface } from '../src/resource.ts';
import { aCluster, aSurface, image } from '../src/uisurface.fixture.ts';

type Spec = WrittenSpecOf<typeof uiSurface>;
/** Stands in for Keycloak; what that really does is in keycloak-clients.int.test.ts. */
const identity = { clients: new Map<string, WantedClient>(), fault: undefined as Fault | undefined };
const clients: SignInClients = {
  async provision(wanted) {
    if (identity.fault) return identity.fault;
    identity.clients.set(`${realmOf(wanted.issuer)}/${wanted.clientId}`, wanted);
    return { secret: `secret-of-${wanted.clientId}` };
  },
  async remove(client) {
    if (identity.fault) return identity.fault;
    identity.clients.delete(client);
    return undefined;
  },
};
const OPERATOR = uiSurfaceOperator(testSettings, { clients });
const shop = (spec: Partial<Spec> = {}): Spec => ({
  image: image('a'),
  scaling: { replicas: 1 },
  route: { hosts: ['shop.example.com'] },
  ...spec,
});

describe('UISurfaces on a real API server with the Gateway API', { skip: clusterSkipReason() }, () => {
  let suite: OperatorSuite;
  before(async () => {
    const crds = await thirdPartyCrds('gateway-api', 'httproutes', 'referencegrants');
    suite = await startOperatorSuite({ operator: OPERATOR, resource: uiSurface, crds, options: { recheckMs: 500 } });
  });
  after(() => suite?.stop());

  /** The Gateway's controller answers, about the route as it is now. */
  const answer = async (name: string, says?: GatewayAnswer) => {
    const { metadata } = await suite.get(HTTP_ROUTE, `${name}-uisurface`);
    await suite.setStatus(HTTP_ROUTE, metadata.name, gatewayAnswer(metadata.generation, says));
  };
  const untilReason = (name: string, type: string, reason: string) =>
    suite.until(name, (object) => conditionOf(object, type)?.reason === reason);
  const podOf = async (name: string) =>
    ((await suite.get(DEPLOYMENT, `${name}-uisurface`)).spec as V1DeploymentSpec).template;

  it('is ready when it runs and the Gateway serves its route, and says where', async () => {
    await suite.applySpec('shop', shop());
    await untilReason('shop', 'RouteAccepted', 'Pending');
    const waiting = await until(async () => {
      await suite.runPods('shop-uisurface-');
      const object = await suite.get(OPERATOR.kind, 'shop');
      return (object.status as { readyReplicas?: number } | undefined)?.readyReplicas === 1 && object;
    });
    assert.ok(!isReady(waiting));
    await answer('shop');
    const { status } = await suite.serve('shop', 'shop-uisurface-');
    assert.equal((status as { url: string }).url, 'https://shop.example.com/');
  });

  it('has a client of its own made, with a Secret, and removed when it is not asked for or goes', async () => {
    const oidc = { callbackPath: '/back', scopes: ['openid', 'email'] };
    identity.fault = { fault: 'unreachable', message: 'Keycloak cannot be reached.' };
    /** Anything that changes has it look again at once. */
    const poke = (value: string) =>
      suite.applySpec('desk', shop({ route: { hosts: ['desk.example.com'] }, oidc }), { annotations: { poke: value } });
    await poke('1');
    await untilReason('desk', 'OidcClientReady', 'Unreachable');
    await assert.rejects(suite.get(DEPLOYMENT, 'desk-uisurface'), { status: 404 });
    identity.fault = { fault: 'refused', message: 'Realm ameide has no client scope email.' };
    await poke('2');
    await untilReason('desk', 'Stalled', 'OidcClientRefused');
    identity.fault = undefined;
    await poke('3');
    await untilReason('desk', 'OidcClientReady', 'Made');
    const { redirectUris, scopes, isOfProduct } = identity.clients.get('ameide/ameide-dev.desk')!;
    assert.deepEqual([redirectUris, scopes, isOfProduct], [['https://desk.example.com/back'], ['email'], true]);
    const secret = await suite.get(SECRET, 'desk-uisurface-oidc');
    assert.equal(secretText(secret, 'client-secret'), 'secret-of-ameide-dev.desk');
    const variables = (await podOf('desk')).spec!.containers[0]!.env!;
    assert.deepEqual(variables.find(({ name }) => name === 'OIDC_CLIENT_SECRET')?.valueFrom?.secretKeyRef, {
      name: 'desk-uisurface-oidc',
      key: 'client-secret',
    });

    await suite.applySpec('desk', shop({ route: { hosts: ['desk.example.com'] }, oidc: { clientId: 'given' } }));
    await until(() => !identity.clients.has('ameide/ameide-dev.desk'));
    await until(async () => (await suite.get(SECRET, 'desk-uisurface-oidc').catch(() => undefined)) === undefined);
    await suite.applySpec('desk', shop({ route: { hosts: ['desk.example.com'] }, oidc: {} }));
    await untilReason('desk', 'OidcClientReady', 'Made');
    identity.fault = { fault: 'unreachable', message: 'Keycloak cannot be reached.' };
    await suite.delete(OPERATOR.kind, 'desk');
    await suite.until('desk', (each) => (conditionOf(each, 'Ready')?.message ?? '').includes('Keycloak cannot be'));
    identity.fault = undefined;
    await until(async () => (await suite.get(OPERATOR.kind, 'desk').catch(() => undefined)) === undefined);
    assert.equal(identity.clients.has('ameide/ameide-dev.desk'), false);
  });

  it('asks the realm of its tenant, once the namespace says which that is', async () => {
    const namespace = 'tenant-acme-dev-cust';
    await suite.cluster.request('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
    const spec = shop({ tenancy: { tenant: 'acme', code: 'custom' }, oidc: {} });
    await suite.applySpec('desk', spec, { namespace });
    const untilSays = (reason: string) =>
      suite.until('desk', (each) => conditionOf(each, 'OidcClientReady')?.reason === reason, namespace);
    await untilSays('Waiting');
    const data = { issuer: 'https://id.example.com/realms/acme' };
    await suite.apply({ ...CONFIG_MAP, metadata: { name: 'tenant-sign-in', namespace }, data });
    await untilSays('Made');
    assert.equal(identity.clients.get('acme/tenant-acme-dev-cust.desk')?.isOfProduct, false);
    await suite.delete(OPERATOR.kind, 'desk', namespace);
    await until(() => !identity.clients.has('acme/tenant-acme-dev-cust.desk'));
  });

  it('is not ready for another host before the Gateway has seen it, and says what the Gateway refuses', async () => {
    await suite.applySpec('shop', shop({ route: { hosts: ['shop.example.org'] } }));
    await untilReason('shop', 'RouteAccepted', 'Pending');
    await answer('shop', { accepted: 'False', reason: 'NoMatchingListenerHostname', message: 'no listener for it' });
    const object = await untilReason('shop', 'Stalled', 'RouteRefused');
    assert.match(conditionOf(object, 'RouteAccepted')?.message ?? '', /NoMatchingListenerHostname: no listener for it/);
    await answer('shop', { resolved: 'False', reason: 'BackendNotFound', message: 'no Service' });
    await suite.until('shop', (each) => /BackendNotFound/.test(conditionOf(each, 'RouteAccepted')?.message ?? ''));
    await answer('shop');
    await suite.serve('shop', 'shop-uisurface-');
  });

  it('puts right what others change and take away', async () => {
    const { metadata } = await suite.get(SERVICE, 'shop-uisurface');
    await suite.delete(SERVICE, 'shop-uisurface');
    await until(async () => {
      const [found] = await suite.list(SERVICE);
      return found !== undefined && found.metadata.uid !== metadata.uid;
    });
    const { spec } = await suite.get(HTTP_ROUTE, 'shop-uisurface');
    const changed = { ...(spec as object), hostnames: ['evil.example.com'] };
    await suite.apply({ ...HTTP_ROUTE, metadata: { name: 'shop-uisurface' }, spec: changed });
    await until(async () => {
      const route = await suite.get(HTTP_ROUTE, 'shop-uisurface');
      return (route.spec as { hostnames: string[] }).hostnames[0] === 'shop.example.org';
    });
  });

  it('waits for its client’s secret, starts with it, and starts again when it is replaced', async () => {
    const oidc = { clientId: 'portal', clientSecret: { name: 'portal-oidc', key: 'secret' } };
    const secret = (value: string) => ({
      ...SECRET,
      metadata: { name: 'portal-oidc' },
      data: { secret: btoa(value) },
    });
    await suite.applySpec('portal', shop({ oidc }));
    await untilReason('portal', 'Stalled', 'SecretMissing');
    await assert.rejects(suite.get(DEPLOYMENT, 'portal-uisurface'), { status: 404 });

    await suite.apply({ ...secret('first-secret'), data: {} });
    await suite.until('portal', (each) => /no value for secret/.test(conditionOf(each, 'SignInReady')?.message ?? ''));
    await suite.apply(secret('first-secret'));
    await untilReason('portal', 'SignInReady', 'Wired');
    await answer('portal');
    await suite.serve('portal', 'portal-uisurface-');

    const before = JSON.stringify((await podOf('portal')).metadata);
    await suite.apply(secret('second-secret'));
    await until(async () => JSON.stringify((await podOf('portal')).metadata) !== before);
    await suite.serve('portal', 'portal-uisurface-');

    await suite.delete(SECRET, 'portal-oidc');
    await suite.applySpec('portal', shop({ oidc, image: image('b') }));
    const held = await suite.until('portal', (each) => {
      const stalled = conditionOf(each, 'Stalled');
      return stalled?.reason === 'SecretMissing' && stalled.observedGeneration === each.metadata.generation;
    });
    assert.equal((await podOf('portal')).spec?.containers[0]?.image, image('a'));
    const said = JSON.stringify([held, await podOf('portal'), await suite.list({ apiVersion: 'v1', kind: 'Event' })]);
    for (const told of ['second-secret', btoa('second-secret')]) assert.ok(!said.includes(told));
  });

  it('runs without cert-manager and says so, and has a certificate when that is there', async () => {
    const certificate = { issuer: { name: 'letsencrypt' } };
    await suite.applySpec('secure', shop({ certificate }));
    await untilReason('secure', 'RouteAccepted', 'Pending');
    await answer('secure');
    const degraded = await suite.serve('secure', 'secure-uisurface-');
    assert.equal(conditionOf(degraded, 'Degraded')?.reason, 'CertificateMissing');
    assert.match(conditionOf(degraded, 'OptionalApis')?.message ?? '', /Certificate \(cert-manager.io\)/);
    await installCrds(suite.cluster, await thirdPartyCrds('cert-manager', 'certificates'));
    await untilReason('secure', 'CertificateReady', 'Pending');
    const { metadata } = await suite.get(CERTIFICATE, 'secure-uisurface');
    const { generation: observedGeneration } = metadata;
    const conditions = [{ type: 'Ready', status: 'True', reason: 'Ready', observedGeneration }];
    await suite.setStatus(CERTIFICATE, metadata.name, { conditions });
    const issued = await untilReason('secure', 'CertificateReady', 'Issued');
    assert.equal(conditionOf(issued, 'Degraded')?.status, 'False');
    const grant = await suite.get(REFERENCE_GRANT, 'secure-uisurface');
    assert.equal((grant.spec as { to: { name: string }[] }).to[0]?.name, 'secure-uisurface-tls');
  });

  it('is refused where people would not come back from signing in', async () => {
    const route = { hosts: ['shop.example.com'], paths: ['/shop'] };
    await assert.rejects(suite.applySpec('lost', shop({ route, oidc: { clientId: 'shop' } })), { status: 422 });
  });

  it('is made of objects that Kubernetes takes as they are, whatever the spec', async () => {
    for (const spec of fc.sample(validSpecs(uiSurface), 60)) {
      const model = aCluster({ signIn: () => ({ state: 'wired', version: '7' }) });
      model.reconcile(aSurface({ ...spec, image: image('a'), tenancy: {}, paused: false }));
      for (const part of model.all().filter(({ kind }) => kind !== SERVICE_MONITOR.kind)) await suite.dryRun(part);
    }
  });

  it('leaves nothing when it is deleted', async () => {
    await suite.delete(OPERATOR.kind, 'shop');
    await suite.delete(OPERATOR.kind, 'portal');
    await suite.delete(OPERATOR.kind, 'secure');
    await until(async () => {
      const left = await Promise.all(UI_SURFACE_PARTS.map((kind) => suite.list(kind)));
      return left.flat().every(({ metadata }) => !metadata.name.endsWith('-uisurface'));
    });
  });
});

describe('UISurfaces on a real API server without the Gateway API', { skip: clusterSkipReason() }, () => {
  let suite: OperatorSuite;
  before(async () => {
    suite = await startOperatorSuite({ operator: OPERATOR, resource: uiSurface, options: { recheckMs: 500 } });
  });
  after(() => suite?.stop());

  it('run, say that nobody can reach them, and are reached as soon as it is installed', async () => {
    await suite.applySpec('shop', shop());
    const object = await suite.until('shop', (each) => conditionOf(each, 'Stalled')?.reason === 'GatewayApiMissing');
    assert.equal(conditionOf(object, 'RouteAccepted')?.reason, 'ApiMissing');
    assert.equal(conditionOf(object, 'OptionalApis')?.reason, 'Missing');
    await suite.get(DEPLOYMENT, 'shop-uisurface');

    await installCrds(suite.cluster, await thirdPartyCrds('gateway-api', 'httproutes'));
    await suite.until('shop', (each) => conditionOf(each, 'RouteAccepted')?.reason === 'Pending');
    const { metadata } = await suite.get(HTTP_ROUTE, 'shop-uisurface');
    await suite.setStatus(HTTP_ROUTE, 'shop-uisurface', gatewayAnswer(metadata.generation));
    await suite.serve('shop', 'shop-uisurface-');
  });
});
