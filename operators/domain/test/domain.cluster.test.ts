import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { conditionOf, type StoredObject, startOperator } from '@ameide/operator-kit';
import type { WrittenSpecOf } from '@ameide/operator-kit/schema';
import { validSpecs } from '@ameide/operator-kit/schema/testing';
import { clusterSkipReason, installCrds, thirdPartyCrds } from '@ameide/operator-kit/testing';
import {
  AUTOSCALER,
  CILIUM_POLICY,
  DATABASE,
  DATABASE_ROLE,
  DEPLOYMENT,
  DISRUPTION_BUDGET,
  JOB,
  NETWORK_POLICY,
  SECRET,
  SERVICE,
  SERVICE_ACCOUNT,
  SERVICE_MONITOR,
} from '@ameide/primitives/objects';
import { CILIUM_CRD, type OperatorSuite, startOperatorSuite, testSettings } from '@ameide/primitives/testing';
import { createLogger } from '@ameide/service-kit/telemetry';
import { until } from '@ameide/test-kit';
import { KubeConfig } from '@kubernetes/client-node';
import fc from 'fast-check';
import { aCluster, aDomain, image } from '../src/domain.fixture.ts';
import { domainOperator } from '../src/operator.ts';
import { domain } from '../src/resource.ts';

type Spec = WrittenSpecOf<typeof domain>;
/** What names mean; a test says so. */
const names = new Map<string, string[]>();
const OPERATOR = domainOperator({
  ...testSettings,
  resolveHost: async (host) => {
    const addresses = names.get(host);
    return addresses && { addresses, ttlSeconds: 30 };
  },
});

describe('Domains on a real API server', { skip: clusterSkipReason() }, () => {
  let suite: OperatorSuite;
  before(async () => {
    const crds = await thirdPartyCrds('prometheus-operator', 'servicemonitors');
    suite = await startOperatorSuite({ operator: OPERATOR, resource: domain, crds, options: { recheckMs: 500 } });
  });
  after(() => suite?.stop());

  const apply = (name: string, spec: Spec) => suite.applySpec(name, spec);
  const serve = (name: string) => suite.serve(name, `${name}-domain-`);

  it('makes a Domain run and says so', async () => {
    await apply('catalog', { image: image('a') });
    await suite.until('catalog', (object) => conditionOf(object, 'Ready')?.reason === 'Progressing');
    for (const kind of [SERVICE, NETWORK_POLICY, DISRUPTION_BUDGET, SERVICE_MONITOR, SERVICE_ACCOUNT]) {
      const part = await suite.get(kind, 'catalog-domain');
      assert.equal(part.metadata.ownerReferences?.[0]?.kind, 'Domain', kind.kind);
    }
    const { status } = await serve('catalog');
    const { image: rolledOut, readyReplicas } = status as { image: string; readyReplicas: number };
    assert.deepEqual([rolledOut, readyReplicas], [image('a'), 2]);
  });

  it('says what pods say that do not start, and goes on by itself when it is mended', async () => {
    await apply('secretless', { image: image('a'), env: [{ name: 'K', secret: { name: 'nope', key: 'k' } }] });
    const reason = 'CreateContainerConfigError';
    const main = { name: 'main', image: image('a'), imageID: '', ready: false, restartCount: 0 };
    const status = {
      phase: 'Pending',
      containerStatuses: [{ ...main, state: { waiting: { reason, message: 'secret "nope" not found' } } }],
    };
    const pods = { apiVersion: 'v1', kind: 'Pod' };
    await until(
      async () => {
        for (const { metadata } of await suite.list(pods)) {
          if (metadata.name.startsWith('secretless-')) await suite.setStatus(pods, metadata.name, status);
        }
        const { message } = conditionOf(await suite.get(OPERATOR.kind, 'secretless'), 'Ready') ?? {};
        return message?.includes('0 of 2') && message.includes('secret "nope" not found');
      },
      { timeout: 60_000 },
    );
    await serve('secretless');
    await suite.delete(OPERATOR.kind, 'secretless');
  });

  it('is of one lane: the operator of another one in the cluster leaves it alone, whatever comes', async () => {
    const namespace = 'tenant-lanes-prod-base';
    await suite.cluster.request('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
    const spec = { image: image('a'), tenancy: { tenant: 'lanes' } };
    await suite.applySpec('lanes', spec, { namespace });
    // The operator of dev has seen it by the time that it has done what came later.
    const hasDone = async (name: string) => {
      await apply(name, { image: image('a') });
      await suite.until(name, (object) => conditionOf(object, 'Ready') !== undefined);
      await suite.delete(OPERATOR.kind, name);
    };
    await hasDone('later');
    assert.equal((await suite.get(OPERATOR.kind, 'lanes', namespace)).status, undefined);

    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(suite.cluster.kubeconfig);
    const prod = startOperator(domainOperator({ ...testSettings, environment: 'prod' }), {
      kubeConfig,
      logger: createLogger({ service: 'domain-operator', level: 'silent' }),
      leaderElection: false,
    });
    try {
      await suite.serve('lanes', 'lanes-domain-', namespace);
      const { metadata } = await suite.get(OPERATOR.kind, 'lanes', namespace);
      await hasDone('last');
      assert.equal(
        (await suite.get(OPERATOR.kind, 'lanes', namespace)).metadata.resourceVersion,
        metadata.resourceVersion,
      );
    } finally {
      await prod.stop();
      await suite.delete(OPERATOR.kind, 'lanes', namespace);
    }
  });

  it('may call hosts by name: by the addresses that they have, and by their names where there is Cilium', async () => {
    const network = { hosts: [{ host: 'pay.example.com', port: 443 }] };
    await apply('payer', { image: image('a'), network });
    const unknown = await suite.until('payer', (each) => conditionOf(each, 'Degraded')?.reason === 'HostUnknown');
    assert.match(conditionOf(unknown, 'Degraded')?.message ?? '', /pay.example.com/);
    names.set('pay.example.com', ['203.0.113.7']);
    await apply('payer', { image: image('a'), network: { hosts: [{ host: 'pay.example.com', port: 8443 }] } });
    const policy = async () => JSON.stringify((await suite.get(NETWORK_POLICY, 'payer-domain')).spec);
    await until(async () => (await policy()).includes('"cidr":"203.0.113.7/32"'));
    // Whatever is called by addresses and names, none of it is in the cluster.
    const to = [{ cidr: '10.96.0.1/32', port: 443 }];
    names.set('trap.example.com', ['10.96.0.1']);
    const trap = { host: 'trap.example.com', port: 443 };
    await apply('payer', { image: image('a'), network: { to, hosts: [...network.hosts, trap] } });
    const refused = await suite.until('payer', (each) => conditionOf(each, 'Degraded')?.reason === 'AddressRefused');
    assert.match(
      conditionOf(refused, 'Degraded')?.message ?? '',
      /10\.96\.0\.1\/32, trap\.example\.com \(10\.96\.0\.1\)/,
    );
    assert.ok(!(await policy()).includes('10.96.0.1'), await policy());
    const inside = { host: 'gateway.ameide-dev.svc', port: 80 };
    await assert.rejects(apply('payer', { image: image('a'), network: { hosts: [inside] } }), /outside of the cluster/);
    await apply('payer', { image: image('a'), network });
    await installCrds(suite.cluster, [CILIUM_CRD]);
    const byName = await until(() => suite.get(CILIUM_POLICY, 'payer-domain').catch(() => undefined));
    assert.match(JSON.stringify(byName.spec), /"toFQDNs":\[\{"matchName":"pay.example.com"\}\]/);
    await until(async () => !(await policy()).includes('203.0.113.7'));
    await apply('payer', { image: image('a') });
    await until(async () => (await suite.list(CILIUM_POLICY)).length === 0);
    await suite.delete(OPERATOR.kind, 'payer');
  });

  it('scales by kubectl’s subresource, and leaves replicas to an autoscaler that owns them', async () => {
    const scale = async (kind: { apiVersion: string; kind: string }, name: string, replicas: number, by: string) => {
      const { metadata } = await suite.get(kind, name);
      const body = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name, namespace: metadata.namespace } };
      const path = `${await suite.path(kind, name)}/scale?fieldManager=${by}`;
      await suite.cluster.request('PUT', path, { ...body, spec: { replicas } });
    };
    const replicas = async () =>
      ((await suite.get(DEPLOYMENT, 'catalog-domain')).spec as { replicas: number }).replicas;
    await scale(OPERATOR.kind, 'catalog', 3, 'kubectl');
    await until(async () => (await replicas()) === 3);

    const scaling = { replicas: 2, autoscaling: { maxReplicas: 9 } };
    await apply('catalog', { image: image('a'), scaling });
    await until(async () => (await suite.list(AUTOSCALER)).length === 1);
    assert.equal(await replicas(), 3);
    await scale(DEPLOYMENT, 'catalog-domain', 7, 'autoscaler');
    await apply('catalog', { image: image('a'), resources: 'tiny', scaling });
    await until(async () => JSON.stringify(await suite.get(DEPLOYMENT, 'catalog-domain')).includes('128Mi'));
    assert.equal(await replicas(), 7);
    const ours = async () => {
      const { managedFields = [] } = (await suite.get(DEPLOYMENT, 'catalog-domain')).metadata;
      return managedFields.find(({ manager, operation }) => operation === 'Apply' && manager?.startsWith('ameide-'));
    };
    await until(async () => (await ours())?.fieldsV1?.['f:spec']?.['f:replicas'] === undefined);
    await serve('catalog');
  });

  it('changes nothing while it is paused, and says what it holds back', async () => {
    const before = await suite.get(DEPLOYMENT, 'catalog-domain');
    const spec = { image: image('a'), resources: 'huge', scaling: { replicas: 1 }, paused: true } as const;
    const { metadata } = await apply('catalog', spec);
    const held = await suite.until('catalog', (each) => {
      return conditionOf(each, 'Stalled')?.observedGeneration === metadata.generation;
    });
    assert.equal(conditionOf(held, 'Stalled')?.reason, 'RolloutPaused');
    assert.match(conditionOf(held, 'Stalled')?.message ?? '', /Deployment ameide-dev\/catalog-domain/);
    assert.match(conditionOf(held, 'Stalled')?.message ?? '', /HorizontalPodAutoscaler ameide-dev\/catalog-domain/);
    assert.deepEqual((await suite.get(DEPLOYMENT, 'catalog-domain')).spec, before.spec);
    await apply('catalog', { ...spec, paused: false });
    await serve('catalog');
    assert.deepEqual(await suite.list(AUTOSCALER), []);
  });

  it('refuses custom code in a shared namespace, and says where it may run', async () => {
    await apply('custom', { image: image('a'), tenancy: { tenant: 'acme', code: 'custom' } });
    const object = await suite.until('custom', (each) => conditionOf(each, 'Stalled')?.status === 'True');
    assert.equal(conditionOf(object, 'Stalled')?.reason, 'PlacementRefused');
    assert.match(conditionOf(object, 'Stalled')?.message ?? '', /tenant-acme-dev-cust/);
    await assert.rejects(suite.get(DEPLOYMENT, 'custom-domain'), { status: 404 });
  });

  it('says that CloudNativePG is missing, and makes no Deployment that would need it', async () => {
    await apply('orders', { image: image('a'), database: { cluster: 'postgres' } });
    const object = await suite.until('orders', (each) => conditionOf(each, 'Stalled')?.status === 'True');
    assert.equal(conditionOf(object, 'Stalled')?.reason, 'DatabaseApiMissing');
    assert.equal(conditionOf(object, 'OptionalApis')?.reason, 'Missing');
    await assert.rejects(suite.get(DEPLOYMENT, 'orders-domain'), { status: 404 });
  });

  it('is made of objects that Kubernetes takes as they are, whatever the spec', async () => {
    for (const spec of fc.sample(validSpecs(domain), 100)) {
      const model = aCluster();
      const object = aDomain({ ...spec, image: image('a'), tenancy: {}, paused: false });
      for (let pass = 0; pass < 3; pass++) {
        model.reconcile(object);
        model.applyDatabase();
      }
      if (model.jobs().length > 0) model.endJob('Complete');
      model.reconcile(object);
      const parts = model.all().filter(({ kind }) => kind !== DATABASE.kind && kind !== DATABASE_ROLE.kind);
      for (const part of parts) await suite.dryRun(part);
    }
  });
});

describe('a Domain with data on a real API server with CloudNativePG', { skip: clusterSkipReason() }, () => {
  let suite: OperatorSuite;
  before(async () => {
    const crds = await thirdPartyCrds('cloudnative-pg', 'databases', 'databaseroles');
    suite = await startOperatorSuite({ operator: OPERATOR, resource: domain, crds });
  });
  after(() => suite?.stop());

  const migrating = (schemaVersion: string, digit: string): Spec => ({
    image: image(digit),
    scaling: { replicas: 1 },
    database: { cluster: 'postgres', migration: { schemaVersion, command: ['node', 'src/migrate.ts'], retries: 0 } },
  });
  /** CloudNativePG says that it has applied what there is. */
  const applyDatabase = async () => {
    for (const object of [...(await suite.list(DATABASE_ROLE)), ...(await suite.list(DATABASE))]) {
      const { name, generation } = object.metadata;
      await suite.setStatus(object, name, { applied: true, observedGeneration: generation });
    }
  };
  /** A Job that is none of the `known` ones. */
  const untilJob = (...known: readonly StoredObject[]) =>
    until(async () => {
      await applyDatabase();
      const uids = new Set(known.map(({ metadata }) => metadata.uid));
      return (await suite.list(JOB)).find(({ metadata }) => !uids.has(metadata.uid));
    });
  const endJob = ({ metadata }: StoredObject, phase: 'Failed' | 'Succeeded', is: (each: StoredObject) => boolean) =>
    until(async () => {
      await suite.endPods(metadata.name, phase);
      const object = await suite.get(OPERATOR.kind, 'orders');
      return is(object) && object;
    });
  const imageThatRuns = async () => {
    const { spec } = await suite.get(DEPLOYMENT, 'orders-domain');
    return (spec as { template: { spec: { containers: { image: string }[] } } }).template.spec.containers[0]?.image;
  };

  it('makes roles and database, migrates, and only then rolls out', async () => {
    await suite.applySpec('orders', migrating('7', 'a'));
    await suite.until('orders', (each) => conditionOf(each, 'DatabaseReady')?.reason === 'Pending');
    assert.deepEqual([await suite.list(JOB), await suite.list(DEPLOYMENT)], [[], []]);
    const job = await untilJob();
    assert.deepEqual(await suite.list(DEPLOYMENT), []);
    await endJob(job, 'Succeeded', (each) => conditionOf(each, 'Migrated')?.status === 'True');
    const { status } = await suite.serve('orders', 'orders-domain-');
    assert.equal((status as { schemaVersion: string }).schemaVersion, '7');
  });

  it('stops the roll-out at a migration that fails, names the Job, and goes on when it is deleted and succeeds', async () => {
    const before = await suite.list(JOB);
    await suite.applySpec('orders', migrating('8', 'b'));
    const job = await untilJob(...before);
    const object = await endJob(job, 'Failed', (each) => conditionOf(each, 'Stalled')?.reason === 'MigrationFailed');
    assert.ok(conditionOf(object, 'Stalled')?.message.includes(job.metadata.name));
    assert.equal(await imageThatRuns(), image('a'));
    await suite.delete(JOB, job.metadata.name);
    const again = await untilJob(...before, job);
    assert.equal(again.metadata.name, job.metadata.name);
    await endJob(again, 'Succeeded', (each) => conditionOf(each, 'Migrated')?.status === 'True');
    await suite.serve('orders', 'orders-domain-');
    assert.equal(await imageThatRuns(), image('b'));
  });

  it('never tells a password in a status or an Event', async () => {
    const passwords = (await suite.list(SECRET)).map(({ data }) => (data as { password: string }).password);
    assert.equal(passwords.length, 2);
    const events = await suite.list({ apiVersion: 'v1', kind: 'Event' });
    const said = JSON.stringify([events, await suite.get(OPERATOR.kind, 'orders')]);
    for (const password of passwords) {
      assert.ok(!said.includes(password));
      assert.ok(!said.includes(Buffer.from(password, 'base64').toString()));
    }
  });

  it('keeps its database, or goes as a whole', async () => {
    const withoutData: Spec = { image: image('a'), scaling: { replicas: 1 } };
    await assert.rejects(suite.applySpec('orders', withoutData), /database cannot be removed/);
  });

  it('goes with its data or without, as the spec says at the end, also if that was not carried out yet', async () => {
    const holder = 'test.example.com/cloudnative-pg';
    const database = { cluster: 'postgres', onDelete: 'delete' } as const;
    await suite.applySpec('ledger', { image: image('a'), database });
    await until(async () => {
      await applyDatabase();
      return (await suite.list(DATABASE)).some(({ metadata }) => metadata.name === 'ledger-domain');
    });
    const path = await suite.path(DATABASE, 'ledger-domain');
    const hold = (finalizers: readonly string[]) =>
      suite.cluster.request('PATCH', path, { metadata: { finalizers } }, 'application/merge-patch+json');
    await hold([holder]);
    // While it is paused, nothing is carried out.
    await suite.applySpec('ledger', { image: image('a'), paused: true, database: { ...database, onDelete: 'retain' } });
    await suite.until('ledger', (each) => conditionOf(each, 'Stalled')?.reason === 'RolloutPaused');
    await suite.delete(OPERATOR.kind, 'ledger');
    const leaving = await until(async () => {
      const found = await suite.get(DATABASE, 'ledger-domain');
      return found.metadata.deletionTimestamp !== undefined && found;
    });
    assert.equal((leaving.spec as { databaseReclaimPolicy: string }).databaseReclaimPolicy, 'retain');
    await hold([]);
    await until(async () => (await suite.list(DATABASE)).every(({ metadata }) => metadata.name !== 'ledger-domain'));
  });
});
