import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import {
  type KubeConfig as Config,
  conditionOf,
  createTransport,
  isReady,
  type StoredObject,
} from '@ameide/operator-kit';
import type { WrittenSpecOf } from '@ameide/operator-kit/schema';
import { validSpecs } from '@ameide/operator-kit/schema/testing';
import { clusterSkipReason, thirdPartyCrds } from '@ameide/operator-kit/testing';
import { DATABASE, DATABASE_ROLE, DEPLOYMENT, NETWORK_POLICY, SECRET, secretText } from '@ameide/primitives/objects';
import { type OperatorSuite, startOperatorSuite, testSettings } from '@ameide/primitives/testing';
import { until } from '@ameide/test-kit';
import { KubeConfig } from '@kubernetes/client-node';
import fc from 'fast-check';
import { kubernetesWorkloads } from '../src/adapters/kubernetes-workloads.ts';
import { LIMIT_RANGE, NAMESPACE, RESOURCE_QUOTA, ROLE_BINDING, TENANT_PARTS } from '../src/kinds.ts';
import { type MemoryOutside, memoryOutside } from '../src/memory-outside.fixture.ts';
import { tenantOperator } from '../src/operator.ts';
import type { Workloads } from '../src/ports.ts';
import { ameideTenant } from '../src/resource.ts';
import { aCluster, aTenant } from '../src/tenant.fixture.ts';

type Spec = Partial<WrittenSpecOf<typeof ameideTenant>>;

const POD = { apiVersion: 'v1', kind: 'Pod' };
const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' };
const CLAIM = { apiVersion: 'v1', kind: 'PersistentVolumeClaim' };

describe('tenants on a real API server', { skip: clusterSkipReason() }, () => {
  let suite: OperatorSuite;
  const outside: MemoryOutside = memoryOutside();
  let workloads: Workloads | undefined;
  const ports = {
    ...outside.ports,
    workloads: { stop: (...of: Parameters<Workloads['stop']>) => workloads!.stop(...of) },
  };
  const operator = tenantOperator(testSettings, ports);
  let transport: ReturnType<typeof createTransport>;
  before(async () => {
    suite = await startOperatorSuite({ operator, resource: ameideTenant, options: { resyncMs: 2_000 } });
    const kubeConfig: Config = new KubeConfig();
    kubeConfig.loadFromString(await suite.cluster.kubeconfigFor('ameide-system', 'ameide-tenant-operator'));
    transport = createTransport({ kubeConfig });
    workloads = kubernetesWorkloads(transport);
  });
  after(async () => {
    await suite?.stop();
    await transport?.close();
  });

  const apply = (name: string, spec: Spec = {}) =>
    suite.applySpec(name, { displayName: name, sku: 'Namespace', environments: ['dev'], ...spec });
  const ready = (name: string) => suite.until(name, isReady);
  const reason = (name: string, type: string, expected: string) =>
    suite.until(name, (object) => conditionOf(object, type)?.reason === expected);
  const remove = (name: string) => suite.delete(operator.kind, name);
  const isGone = async (kind: { apiVersion: string; kind: string }, name: string, namespace?: string) =>
    suite.get(kind, name, namespace).then(
      () => false,
      () => true,
    );
  const gone = (name: string) => until(() => isGone(operator.kind, name), { timeout: 60_000 });
  /** Everything in the cluster that says that it is a tenant's. */
  const partsOf = async (tenant: string): Promise<readonly StoredObject[]> => {
    const kinds = [...TENANT_PARTS, operator.kind];
    const paths = await Promise.all(
      kinds.map((kind) =>
        suite.path(kind, undefined, 'any').then(
          (path) => path.replace('/namespaces/any', ''),
          () => undefined,
        ),
      ),
    );
    const lists = await Promise.all(
      paths
        .filter((path) => path !== undefined)
        .map((path) =>
          suite.cluster.request<{ items: StoredObject[] }>('GET', `${path}?labelSelector=ameide.io/tenant%3D${tenant}`),
        ),
    );
    return lists.flatMap(({ items }) => items);
  };
  const versionsOf = async (tenant: string) =>
    (await partsOf(tenant)).map(({ metadata }) => `${metadata.uid} ${metadata.resourceVersion}`).sort();

  it('makes a tenant’s namespaces with walls, then what is outside, and says so', async () => {
    const access = [{ kind: 'Group', name: 'acme-admins', role: 'edit' }] as const;
    await apply('acme', { customCode: true, access, buckets: ['files'], environments: ['dev', 'prod'] });
    const { status } = await ready('acme');
    const { namespaces, realm } = status as { namespaces: string[]; realm: string };
    assert.deepEqual(namespaces.toSorted(), [
      'tenant-acme-dev-base',
      'tenant-acme-dev-cust',
      'tenant-acme-prod-base',
      'tenant-acme-prod-cust',
    ]);
    assert.equal(realm, 'ameide');
    for (const namespace of namespaces) {
      await suite.get(RESOURCE_QUOTA, 'tenant', namespace);
      await suite.get(LIMIT_RANGE, 'tenant', namespace);
      await suite.get(NETWORK_POLICY, 'default-deny', namespace);
      await suite.get(ROLE_BINDING, namespace.endsWith('-cust') ? 'tenant-edit' : 'tenant-view', namespace);
      assert.equal(await isGone(SECRET, 'ameide-internal', namespace), namespace.endsWith('-cust'));
      const { metadata } = await suite.get(NAMESPACE, namespace);
      assert.equal(metadata.ownerReferences, undefined, 'a namespace must not go by the garbage collector');
    }
    assert.deepEqual([...outside.buckets.keys()].sort(), ['acme-dev-files', 'acme-prod-files']);
    assert.equal(outside.identities.get('acme')?.enabled, true);
  });

  it('writes nothing when there is nothing to do, also when everything is reconciled anew', async () => {
    await ready('acme');
    const [before, writes] = [await versionsOf('acme'), outside.writes()];
    const { metadata } = await suite.get(operator.kind, 'acme');
    let looked = 0;
    const { provision } = ports.identity;
    ports.identity.provision = (...of) => {
      looked++;
      return provision(...of);
    };
    await until(() => looked >= 3);
    ports.identity.provision = provision;
    assert.deepEqual([await versionsOf('acme'), outside.writes()], [before, writes]);
    assert.equal((await suite.get(operator.kind, 'acme')).metadata.resourceVersion, metadata.resourceVersion);
  });

  it('repairs what others change or delete, and keeps the keys that it has drawn', async () => {
    const namespace = 'tenant-acme-dev-cust';
    const key = async () => (await suite.get(SECRET, 'ameide-internal', 'tenant-acme-dev-base')).data;
    const drawn = await key();
    await suite.delete(NETWORK_POLICY, 'default-deny', namespace);
    await suite.delete(ROLE_BINDING, 'tenant-edit', namespace);
    await suite.apply({ ...RESOURCE_QUOTA, metadata: { name: 'tenant', namespace }, spec: { hard: { pods: '9999' } } });
    await suite.apply({ ...NAMESPACE, metadata: { name: namespace, labels: { 'ameide.io/code': 'product' } } });
    await until(async () => {
      const quota = await suite.get(RESOURCE_QUOTA, 'tenant', namespace);
      const { labels } = (await suite.get(NAMESPACE, namespace)).metadata;
      const parts = [isGone(NETWORK_POLICY, 'default-deny', namespace), isGone(ROLE_BINDING, 'tenant-edit', namespace)];
      const isWhole = !(await Promise.all(parts)).includes(true);
      return isWhole && labels?.['ameide.io/code'] === 'custom' && JSON.stringify(quota.spec).includes('"pods":"50"');
    });
    assert.deepEqual(await key(), drawn);
    await suite.delete(SECRET, 'ameide-internal', 'tenant-acme-dev-base');
    await until(async () => !(await isGone(SECRET, 'ameide-internal', 'tenant-acme-dev-base')));
    assert.notDeepEqual(await key(), drawn);
  });

  it('makes a namespace again that somebody has deleted', async () => {
    const name = 'tenant-acme-prod-cust';
    const { uid } = (await suite.get(NAMESPACE, name)).metadata;
    await suite.delete(NAMESPACE, name);
    await until(async () => {
      const found = await suite.get(NAMESPACE, name).catch(() => undefined);
      return found !== undefined && found.metadata.uid !== uid && !(await isGone(NETWORK_POLICY, 'default-deny', name));
    });
    await ready('acme');
  });

  it('does not take a namespace that somebody else has, and does nothing outside until it is free', async () => {
    const name = 'tenant-taken-dev-base';
    const theirs = await suite.apply({ ...NAMESPACE, metadata: { name, labels: { team: 'others' } } });
    await apply('taken', { customCode: true });
    const object = await reason('taken', 'NamespacesReady', 'Conflict');
    assert.match(
      conditionOf(object, 'Stalled')?.message ?? '',
      /tenant-taken-dev-base: there already, and of somebody else/,
    );
    assert.equal(conditionOf(object, 'Stalled')?.reason, 'Conflict');
    assert.deepEqual((await suite.get(NAMESPACE, name)).metadata.labels, theirs.metadata.labels);
    assert.equal(outside.identities.has('taken'), false);
    await suite.delete(NAMESPACE, name);
    await ready('taken');
    assert.notEqual((await suite.get(NAMESPACE, name)).metadata.uid, theirs.metadata.uid);
  });

  it('keeps a namespace and a bucket that the spec no longer asks for and names them, or removes them', async () => {
    await apply('shrinking', { environments: ['dev', 'prod'], buckets: ['files'] });
    await ready('shrinking');
    await apply('shrinking', { environments: ['dev'], buckets: ['files'] });
    const kept = ['Namespace tenant-shrinking-prod-base', 'Bucket shrinking-prod-files'];
    await suite.until(
      'shrinking',
      ({ status }) => JSON.stringify((status as { kept?: string[] }).kept) === JSON.stringify(kept),
    );
    await suite.delete(NETWORK_POLICY, 'default-deny', 'tenant-shrinking-prod-base');
    await until(async () => !(await isGone(NETWORK_POLICY, 'default-deny', 'tenant-shrinking-prod-base')));
    await apply('shrinking', { environments: ['dev'], buckets: ['files'], onDelete: 'delete' });
    await until(() => isGone(NAMESPACE, 'tenant-shrinking-prod-base'));
    const { status } = await suite.until('shrinking', ({ status: now }) => !('kept' in (now as object)));
    assert.deepEqual((status as { namespaces: string[] }).namespaces, ['tenant-shrinking-dev-base']);
    assert.equal(outside.buckets.has('shrinking-prod-files'), false);
    assert.equal(outside.buckets.has('shrinking-dev-files'), true);
  });

  it('stops everything in the namespaces of a suspended tenant, and lets it run again', async () => {
    const namespace = 'tenant-sleeper-dev-base';
    await apply('sleeper');
    await ready('sleeper');
    const labels = { app: 'web' };
    const pod = {
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'web',
          image: 'registry.example.com/web',
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
    };
    await suite.apply({
      ...DEPLOYMENT,
      metadata: { name: 'web', namespace },
      spec: { replicas: 2, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
    });
    const pods = async () => (await suite.list(POD, namespace)).length;
    await until(async () => (await pods()) === 2);
    await apply('sleeper', { suspend: true });
    await reason('sleeper', 'Suspended', 'SuspendedBySpec');
    assert.equal(await pods(), 0);
    assert.equal(outside.identities.get('sleeper')?.enabled, false);
    assert.ok(isReady(await ready('sleeper')));
    await apply('sleeper', { suspend: false });
    await reason('sleeper', 'Suspended', 'NotSuspended');
    await until(async () => (await pods()) === 2, { timeout: 60_000 });
    assert.equal(outside.identities.get('sleeper')?.enabled, true);
  });

  it('goes on where something outside failed, wherever that was', async () => {
    outside.fail('identity', { fault: 'unreachable', message: 'Keycloak cannot be reached.' });
    await apply('faulty', { buckets: ['files'] });
    await reason('faulty', 'IdentityReady', 'Unreachable');
    assert.equal(outside.buckets.get('faulty-dev-files'), 'faulty');
    outside.fail('identity', { fault: 'refused', message: 'Keycloak answers 403.' });
    outside.fail('buckets', { fault: 'unreachable', message: 'The object store cannot be reached.' });
    const refused = await reason('faulty', 'Stalled', 'IdentityRefused');
    assert.equal(conditionOf(refused, 'StorageReady')?.reason, 'Unreachable');
    outside.fail('identity', undefined);
    outside.fail('buckets', undefined);
    await ready('faulty');
    outside.fail('identity', { fault: 'unreachable', message: 'Keycloak cannot be reached.' });
    const degraded = await reason('faulty', 'Degraded', 'Unreachable');
    assert.ok(isReady(degraded));
    outside.fail('identity', undefined);
    await reason('faulty', 'Degraded', 'Healthy');
  });

  it('has a place for the workflows of its custom code, as long as it has custom code', async () => {
    const environments = ['dev', 'prod'];
    await apply('flows', { customCode: true, environments, temporal: { retentionDays: 7 } });
    await ready('flows');
    const places = () => [...outside.workflows].filter(([name]) => name.startsWith('tenant-flows-')).sort();
    const expected = (days: number, ...lanes: string[]) => lanes.map((lane) => [`tenant-flows-${lane}-cust`, days]);
    assert.deepEqual(places(), expected(7, 'dev', 'prod'));
    await apply('flows', { customCode: true, environments, temporal: { retentionDays: 8 } });
    await until(() => JSON.stringify(places()) === JSON.stringify(expected(8, 'dev', 'prod')));

    outside.fail('workflows', { fault: 'unreachable', message: 'Temporal does not answer: no' });
    await apply('flows', { customCode: true, environments: ['dev'], onDelete: 'delete' });
    await reason('flows', 'TemporalReady', 'Unreachable');
    outside.fail('workflows', undefined);
    await until(() => JSON.stringify(places()) === JSON.stringify(expected(30, 'dev')), { timeout: 60_000 });
    await ready('flows');

    outside.fail('workflows', { fault: 'unreachable', message: 'Temporal does not answer: no' });
    await remove('flows');
    await suite.until('flows', (object) => {
      const { heldBy = [] } = object.status as { heldBy?: string[] };
      return heldBy.join().includes('Temporal: Temporal does not answer');
    });
    outside.fail('workflows', undefined);
    await gone('flows');
    assert.deepEqual(places(), []);
  });

  it('ends in the same state wherever its work outside was cut off', async () => {
    const stateOf = async (tenant: string) => {
      const parts = (await partsOf(tenant)).map(
        ({ kind, metadata }) => `${kind} ${metadata.namespace} ${metadata.name}`,
      );
      const buckets = [...outside.buckets].flatMap(([name, owner]) => (owner === tenant ? [name] : []));
      const all = [...parts, ...buckets, JSON.stringify(outside.identities.get(tenant))];
      return all.sort().map((line) => line.replaceAll(tenant, '*'));
    };
    const states: string[][] = [];
    for (let write = 0; write < 4; write++) {
      const tenant = `cut-${write}`;
      outside.killAt(write);
      await apply(tenant, { buckets: ['files', 'models'] });
      await ready(tenant);
      states.push(await stateOf(tenant));
    }
    outside.killAt(Number.POSITIVE_INFINITY);
    for (const state of states) assert.deepEqual(state, states.at(-1));
    assert.ok(states[0]!.length > 8);
  });

  it('says that CloudNativePG is missing, and makes everything else', async () => {
    await apply('unserved', { database: { cluster: 'postgres', namespace: 'ameide-dev' } });
    const object = await reason('unserved', 'Stalled', 'DatabaseApiMissing');
    assert.equal(conditionOf(object, 'DatabaseReady')?.reason, 'ApiMissing');
    assert.equal(conditionOf(object, 'OptionalApis')?.reason, 'Missing');
    assert.equal(conditionOf(object, 'IdentityReady')?.reason, 'Provisioned');
    await suite.get(NETWORK_POLICY, 'allow-database', 'tenant-unserved-dev-base');
  });

  it('removes everything of a tenant, and touches nothing of another one', async () => {
    await ready('shrinking');
    const others = await versionsOf('acme');
    await remove('shrinking');
    await gone('shrinking');
    assert.deepEqual(await partsOf('shrinking'), []);
    assert.equal(outside.identities.has('shrinking'), false);
    assert.deepEqual(
      [...outside.buckets.values()].filter((tenant) => tenant === 'shrinking'),
      [],
    );
    assert.deepEqual(await versionsOf('acme'), others);
  });

  it('says what holds a deletion: an identity provider, an object that nobody finishes', async () => {
    const namespace = 'tenant-held-dev-base';
    const held = (text: string) =>
      suite.until('held', (object) => {
        const { heldBy = [] } = object.status as { heldBy?: string[] };
        return conditionOf(object, 'Removed')?.reason === 'Held' && heldBy.join().includes(text);
      });
    await apply('held', { access: [{ kind: 'User', name: 'ada' }], onDelete: 'delete', buckets: ['files'] });
    await ready('held');
    await suite.apply({ ...CONFIG_MAP, metadata: { name: 'stuck', namespace, finalizers: ['example.com/nobody'] } });
    outside.fail('identity', { fault: 'unreachable', message: 'Keycloak cannot be reached.' });
    await remove('held');
    await held('Identity provider: Keycloak cannot be reached.');
    await suite.get(ROLE_BINDING, 'tenant-view', namespace);
    outside.fail('identity', undefined);
    await held('example.com/nobody in 1 resource instances');
    assert.equal(outside.identities.get('held')?.enabled, false, 'nobody signs in meanwhile');
    assert.ok(outside.buckets.has('held-dev-files'), 'what is used goes after what uses it');
    await suite.apply({ ...CONFIG_MAP, metadata: { name: 'stuck', namespace } });
    outside.fail('buckets', { fault: 'refused', message: 'The object store does not delete everything.' });
    await held('Object store: The object store does not delete everything.');
    assert.ok(await isGone(NAMESPACE, namespace));
    outside.fail('buckets', undefined);
    await gone('held');
    assert.deepEqual(await partsOf('held'), []);
    assert.equal(outside.identities.has('held'), false);
    assert.equal(outside.buckets.has('held-dev-files'), false);
  });

  it('destroys no data while it is retained: volumes hold a deletion, people and buckets stay', async () => {
    const namespace = 'tenant-keeper-dev-base';
    await apply('keeper', { buckets: ['files'], identity: { realm: 'own' } });
    await ready('keeper');
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
    await suite.apply({ ...CLAIM, metadata: { name: 'data', namespace }, spec });
    await until(async () =>
      JSON.stringify(await suite.get(RESOURCE_QUOTA, 'tenant', namespace)).includes('"persistentvolumeclaims":"1"'),
    );
    await remove('keeper');
    const object = await reason('keeper', 'Removed', 'Held');
    assert.deepEqual((object.status as { heldBy: string[] }).heldBy, [
      `Namespace ${namespace}: PersistentVolumeClaims, 1`,
    ]);
    await suite.get(CLAIM, 'data', namespace);
    await suite.delete(CLAIM, 'data', namespace);
    await gone('keeper');
    assert.deepEqual(await partsOf('keeper'), []);
    assert.equal(outside.identities.get('keeper')?.enabled, false);
    assert.equal(outside.buckets.get('keeper-dev-files'), 'keeper');
  });

  it('is made of objects that Kubernetes takes as they are, whatever the spec', async () => {
    for (const spec of fc.sample(validSpecs(ameideTenant), 40)) {
      const model = aCluster();
      model.reconcile(aTenant(spec));
      for (const part of model.all()) {
        if (part.apiVersion.startsWith('postgresql.cnpg.io/')) continue;
        const { metadata, ...rest } = part;
        // The namespaces of these specs are not there; any other does.
        const namespace = metadata.namespace === undefined ? {} : { namespace: 'ameide-dev' };
        await suite.dryRun({ ...rest, metadata: { name: metadata.name, labels: metadata.labels ?? {}, ...namespace } });
      }
    }
  });
});

describe('a tenant’s database on a real API server with CloudNativePG', { skip: clusterSkipReason() }, () => {
  let suite: OperatorSuite;
  const database = { cluster: 'postgres', namespace: 'ameide-dev' };
  const BASE = 'tenant-acme-dev-base';
  const operator = tenantOperator(testSettings, memoryOutside().ports);
  before(async () => {
    const crds = await thirdPartyCrds('cloudnative-pg', 'databases', 'databaseroles');
    suite = await startOperatorSuite({ operator, resource: ameideTenant, crds });
  });
  after(() => suite?.stop());

  const apply = (spec: Spec) =>
    suite.applySpec('acme', { displayName: 'Acme', sku: 'Namespace', environments: ['dev'], database, ...spec });
  const find = (kind: { apiVersion: string; kind: string }) => suite.get(kind, 'tenant-acme').catch(() => undefined);
  /** CloudNativePG says that it has applied what there is. */
  const applied = async (kind: { apiVersion: string; kind: string }) => {
    const object = await until(() => find(kind));
    const { generation } = object.metadata;
    await suite.setStatus(kind, 'tenant-acme', { applied: true, observedGeneration: generation });
  };
  /** CloudNativePG takes what is to be removed out of the database first. */
  const setFinalizers = async (kind: { apiVersion: string; kind: string }, finalizers: readonly string[]) => {
    const path = `${await suite.path(kind, 'tenant-acme')}?fieldManager=cnpg&force=true`;
    await suite.cluster.request('PATCH', path, { ...kind, metadata: { name: 'tenant-acme', finalizers } });
  };

  it('is made step by step: its owner, then it, then it is there', async () => {
    const ca = { 'ca.crt': Buffer.from('a certificate').toString('base64') };
    const metadata = { name: 'postgres-ca', labels: { 'cnpg.io/cluster': 'postgres' } };
    await suite.apply({ ...SECRET, metadata, data: ca });
    await apply({});
    await suite.until('acme', (object) => conditionOf(object, 'DatabaseReady')?.reason === 'Pending');
    assert.equal(await find(DATABASE), undefined);
    await applied(DATABASE_ROLE);
    await applied(DATABASE);
    await suite.until('acme', isReady);
    const [own, copy] = [await suite.get(SECRET, 'tenant-acme'), await suite.get(SECRET, 'tenant-database', BASE)];
    assert.equal(secretText(own, 'password'), secretText(copy, 'password'));
    assert.equal(secretText(copy, 'ca.crt'), 'a certificate');
  });

  it('gives the product a new certificate when the cluster has one', async () => {
    const metadata = { name: 'postgres-ca', labels: { 'cnpg.io/cluster': 'postgres' } };
    await suite.apply({ ...SECRET, metadata, data: { 'ca.crt': Buffer.from('another').toString('base64') } });
    await until(async () => secretText(await suite.get(SECRET, 'tenant-database', BASE), 'ca.crt') === 'another');
  });

  it('says what CloudNativePG says', async () => {
    const failed = { applied: false, message: 'no such cluster' };
    await suite.setStatus(DATABASE, 'tenant-acme', failed);
    const object = await suite.until('acme', (each) => conditionOf(each, 'Stalled')?.reason === 'DatabaseFailed');
    assert.equal(conditionOf(object, 'DatabaseReady')?.message, 'no such cluster');
    await applied(DATABASE);
    await suite.until('acme', isReady);
  });

  it('goes with its tenant as the last spec says, and holds the deletion until it is gone', async () => {
    for (const kind of [DATABASE, DATABASE_ROLE]) await setFinalizers(kind, ['cnpg.io/deletion']);
    const { metadata } = await suite.get(operator.kind, 'acme');
    // Both at once: the operator may see nothing of the spec in between.
    await apply({ onDelete: 'delete' });
    await suite.delete(operator.kind, 'acme');
    const held = (kind: string) =>
      suite.until('acme', ({ status }) => {
        const { heldBy = [] } = status as { heldBy?: string[] };
        return heldBy.includes(`${kind} ameide-dev/tenant-acme: cnpg.io/deletion`);
      });
    await held('Database');
    assert.match(JSON.stringify(await find(DATABASE)), /"databaseReclaimPolicy":"delete"/);
    assert.equal((await find(DATABASE_ROLE))?.metadata.deletionTimestamp, undefined, 'it still owns the database');
    await setFinalizers(DATABASE, []);
    await held('DatabaseRole');
    assert.ok(await suite.get(SECRET, 'tenant-acme'), 'its password is still needed');
    await setFinalizers(DATABASE_ROLE, []);
    await until(async () => (await suite.get(operator.kind, 'acme').catch(() => undefined)) === undefined);
    for (const kind of [DATABASE, DATABASE_ROLE, SECRET]) assert.equal(await find(kind), undefined, metadata.name);
    assert.ok(await suite.get(SECRET, 'postgres-ca'));
  });

  /** The tenant without a database. */
  const applyDropped = (onDelete: 'delete' | 'retain') =>
    suite.applySpec('acme', { displayName: 'Acme', sku: 'Namespace', environments: ['dev'], onDelete });
  const made = async () => {
    await apply({});
    await applied(DATABASE_ROLE);
    await applied(DATABASE);
    await suite.until('acme', isReady);
    for (const kind of [DATABASE, DATABASE_ROLE]) await setFinalizers(kind, ['cnpg.io/deletion']);
  };
  const keptOf = (kinds: readonly string[]) =>
    suite.until('acme', ({ status }) => {
      const { kept = [] } = status as { kept?: string[] };
      return isDeepStrictEqual(kept.toSorted(), kinds.map((kind) => `${kind} ameide-dev/tenant-acme`).toSorted());
    });
  const policyOf = async (kind: { apiVersion: string; kind: string }) =>
    /ReclaimPolicy":"([a-z]+)"/.exec(JSON.stringify(await find(kind)))?.[1];
  /** Waits until somebody asks for the deletion of a part; from then on nothing changes its policy. */
  const deletedWith = async (kind: { apiVersion: string; kind: string }) => {
    await until(async () => (await find(kind))?.metadata.deletionTimestamp !== undefined);
    return policyOf(kind);
  };

  for (const [when, first] of [
    ['it was dropped', 'retain'],
    ['it is dropped', 'delete'],
  ] as const) {
    it(`goes with its data if onDelete is set to delete when ${when}, and is named until it is gone`, async () => {
      await made();
      await applyDropped(first);
      if (first === 'retain') {
        assert.ok(isReady(await keptOf(['Database', 'DatabaseRole', 'Secret'])));
        assert.equal(await policyOf(DATABASE), 'retain');
        await applyDropped('delete');
      }
      assert.equal(await deletedWith(DATABASE), 'delete');
      const object = await suite.until('acme', (each) => !isReady(each));
      assert.match(conditionOf(object, 'Ready')?.message ?? '', /Database ameide-dev\/tenant-acme/);
      assert.equal((await find(DATABASE_ROLE))?.metadata.deletionTimestamp, undefined, 'it still owns the database');
      await keptOf(['Database', 'DatabaseRole', 'Secret']);
      await setFinalizers(DATABASE, []);
      assert.equal(await deletedWith(DATABASE_ROLE), 'delete');
      await keptOf(['DatabaseRole', 'Secret']);
      assert.ok(await suite.get(SECRET, 'tenant-acme'), 'its password is still needed');
      await setFinalizers(DATABASE_ROLE, []);
      await keptOf([]);
      await suite.until('acme', isReady);
      for (const kind of [DATABASE, DATABASE_ROLE, SECRET]) assert.equal(await find(kind), undefined);
    });
  }

  it('is named beside the one that the spec asks for elsewhere, whose namespace is looked for by itself', async () => {
    await made();
    await applyDropped('retain');
    await keptOf(['Database', 'DatabaseRole', 'Secret']);
    await apply({ database: { cluster: 'other', namespace: 'nowhere' } });
    const object = await suite.until('acme', (each) => conditionOf(each, 'DatabaseReady')?.reason === 'Failed');
    assert.match(conditionOf(object, 'DatabaseReady')?.message ?? '', /Namespace nowhere is not there/);
    await keptOf(['Database', 'DatabaseRole', 'Secret']);
    for (const kind of [DATABASE, DATABASE_ROLE]) await setFinalizers(kind, []);
    await applyDropped('delete');
    await keptOf([]);
  });

  for (const [before, onDelete] of [
    ['retain', 'delete'],
    ['delete', 'retain'],
  ] as const) {
    it(`goes with its tenant as the last spec says, ${onDelete}, though it was dropped before`, async () => {
      await made();
      if (before === 'delete') {
        await apply({ onDelete: 'delete' });
        await until(async () => (await policyOf(DATABASE_ROLE)) === 'delete');
        await applied(DATABASE_ROLE);
        await until(async () => (await policyOf(DATABASE)) === 'delete');
      } else {
        await applyDropped('retain');
        await keptOf(['Database', 'DatabaseRole', 'Secret']);
      }
      // Both at once: the operator may see nothing of the spec in between.
      await applyDropped(onDelete);
      await suite.delete(operator.kind, 'acme');
      for (const kind of [DATABASE, DATABASE_ROLE]) {
        assert.equal(await deletedWith(kind), onDelete);
        await setFinalizers(kind, []);
      }
      await until(async () => (await suite.get(operator.kind, 'acme').catch(() => undefined)) === undefined);
      for (const kind of [DATABASE, DATABASE_ROLE, SECRET]) assert.equal(await find(kind), undefined);
    });
  }
});
