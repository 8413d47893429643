import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { conditionOf, createTransport, KubeConfig, type StoredObject, type Transport } from '@ameide/operator-kit';
import type { WrittenSpecOf } from '@ameide/operator-kit/schema';
import { validSpecs } from '@ameide/operator-kit/schema/testing';
import { clusterSkipReason, installCrds, thirdPartyCrds } from '@ameide/operator-kit/testing';
import {
  CONFIG_MAP,
  CRON_JOB,
  DEPLOYMENT,
  DISRUPTION_BUDGET,
  NETWORK_POLICY,
  SERVICE,
  SERVICE_ACCOUNT,
  SERVICE_MONITOR,
} from '@ameide/primitives/objects';
import { type OperatorSuite, startOperatorSuite, testSettings } from '@ameide/primitives/testing';
import { until } from '@ameide/test-kit';
import type { V1DeploymentSpec } from '@kubernetes/client-node';
import fc from 'fast-check';
import { deploymentRecords } from '../src/adapters/deployment-records.ts';
import { temporalClient } from '../src/adapters/temporal-client.ts';
import { processOperator } from '../src/operator.ts';
import type { DeploymentRecords } from '../src/ports.ts';
import { aCluster, aProcess, definition, image } from '../src/process.fixture.ts';
import { type ProcessStatus, processKind } from '../src/resource.ts';
import { startTemporalServer, type TemporalServer, temporalSkipReason } from './fixtures/temporal-server.ts';
import { createWorkers } from './fixtures/worker.ts';

type Spec = WrittenSpecOf<typeof processKind>;
const compensations = [{ name: 'refunds', schedule: '30 2 * * *', command: ['node', 'src/refunds.ts'] }];

describe('Processes on a real API server, with a real Temporal', {
  skip: clusterSkipReason() || temporalSkipReason(),
}, () => {
  let suite: OperatorSuite;
  let server: TemporalServer;
  let temporal: ReturnType<typeof temporalClient>;
  let transport: Transport;
  let records: DeploymentRecords;
  let looks = 0;
  const workers = createWorkers();
  before(async () => {
    server = await startTemporalServer();
    temporal = temporalClient({ address: server.address });
    const counted: typeof temporal.look = (...args) => {
      looks++;
      return temporal.look(...args);
    };
    const operator = processOperator(testSettings, {
      temporal: { ...temporal, look: counted },
      address: { address: server.address, tls: false },
      records: {
        keep: (...args) => records.keep(...args),
        all: (...args) => records.all(...args),
        forget: (...args) => records.forget(...args),
      },
      sweepMs: 500,
      looks: { soonest: 200, latest: 500, draining: 500, steady: 300_000 },
    });
    suite = await startOperatorSuite({ operator, resource: processKind, options: { recheckMs: 500 } });
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(suite.cluster.kubeconfig);
    transport = createTransport({ kubeConfig });
    records = deploymentRecords(transport, { namespace: 'ameide-dev', lane: 'dev' });
  });
  after(async () => {
    await workers.stop();
    await suite?.stop();
    await transport?.close();
    await temporal?.close();
    await server?.stop();
  });

  const apply = (name: string, spec: Partial<Spec> = {}) =>
    suite.applySpec(name, {
      image: image('a'),
      definition: definition('12'),
      temporal: { namespace: 'sales' },
      scaling: { replicas: 1 },
      ...spec,
    });
  const define = (version: string, text = `<bpmn version="${version}"/>`, name = 'order-to-cash') =>
    suite.apply({
      ...CONFIG_MAP,
      metadata: { name, annotations: { 'ameide.io/definition-version': version } },
      data: { 'process.bpmn': text },
    });
  const reasonOf = (object: StoredObject, type: string) => conditionOf(object, type)?.reason;
  const untilReason = (name: string, type: string, reason: string) =>
    suite.until(name, (object) => reasonOf(object, type) === reason);
  const statusOf = ({ status }: StoredObject) => status as ProcessStatus;
  const serve = (name: string) => suite.serve(name, `${name}-process-`);
  const deploymentsOf = async (name: string) =>
    (await suite.list(DEPLOYMENT)).filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/name'] === name);
  const deploymentWith = (name: string, image: string) =>
    until(async () => (await deploymentsOf(name)).find((each) => JSON.stringify(each.spec).includes(image)));
  /** What kubelets would start: a worker with the variables of the Deployment with this image. */
  const run = async (name: string, image: string) => {
    const { spec } = await deploymentWith(name, image);
    const variables = (spec as V1DeploymentSpec).template.spec?.containers[0]?.env ?? [];
    const env = Object.fromEntries(variables.map((variable) => [variable.name, variable.value ?? '']));
    await workers.start(env);
    return env.TEMPORAL_WORKER_BUILD_ID!;
  };
  const { signal } = new AbortController();
  const inTemporal = async () => {
    const view = await temporal.look({ namespace: 'sales', deployment: 'ameide-dev/otc' }, signal);
    return view.state === 'found' ? view.deployment.versions : [];
  };
  const currentInTemporal = async () => (await inTemporal()).find(({ state }) => state === 'current')?.version;
  const untilKnown = (version: string) =>
    until(async () => (await inTemporal()).some((each) => each.version === version));
  const workflows = () => server.client('sales').workflow;
  /** A workflow that waits, and is pinned to the version that it began on. */
  const startOrder = async (taskQueue: string, workflowId: string) => {
    const order = await workflows().start('order', { taskQueue, workflowId });
    const version = await until(async () => {
      const { raw } = await order.describe();
      return raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId;
    });
    return { order, version };
  };

  it('waits for its definition and for the namespace, runs when they are there, and is ready when workflows begin on it', async () => {
    await apply('otc', { compensations });
    const without = await untilReason('otc', 'Stalled', 'NamespaceMissing');
    assert.match(conditionOf(without, 'Stalled')?.message ?? '', /sales/);
    assert.equal(reasonOf(without, 'DefinitionFound'), 'Missing');
    await server.createNamespace('sales');
    await untilReason('otc', 'Stalled', 'DefinitionMissing');
    await define('11');
    await untilReason('otc', 'Stalled', 'DefinitionDiffers');
    assert.deepEqual(await suite.list(DEPLOYMENT), []);

    await define('12');
    const { metadata } = await deploymentWith('otc', image('a'));
    for (const [kind, name] of [
      [SERVICE, 'otc-process'],
      [SERVICE, 'otc-process-metrics'],
      [NETWORK_POLICY, 'otc-process'],
      [SERVICE_ACCOUNT, 'otc-process'],
      [CONFIG_MAP, metadata.name],
    ] as const) {
      assert.equal((await suite.get(kind, name)).metadata.ownerReferences?.[0]?.kind, 'Process', name);
    }
    await until(async () => {
      await suite.runPods('otc-process-');
      return reasonOf(await suite.get(processKindRef, 'otc'), 'VersionCurrent') === 'NotPolling';
    });
    assert.deepEqual(await suite.list(CRON_JOB), []);
    const version = await run('otc', image('a'));
    const object = await serve('otc');
    assert.equal(statusOf(object).currentVersion, version);
    assert.equal(reasonOf(object, 'VersionCurrent'), 'Current');
    await until(async () =>
      (await suite.list(CRON_JOB)).some(({ metadata }) => metadata.name.startsWith('otc-process-refunds-')),
    );
    const { version: began } = await startOrder('otc', 'order-1');
    assert.equal(began, version);
  });

  it('keeps the workers of the version before until its last workflow ends, and new ones begin on the new version', async () => {
    const [first] = await deploymentsOf('otc');
    const v1 = first!.metadata.labels?.['ameide.io/version'];
    await apply('otc', { compensations, image: image('b') });
    const v2 = await run('otc', image('b'));
    assert.notEqual(v1, v2);
    await untilKnown(v2);
    await apply('otc', { compensations, image: image('b'), resources: 'tiny' });
    await until(async () => JSON.stringify(await deploymentWith('otc', image('b'))).includes('128Mi'));
    assert.equal(await until(currentInTemporal), v1);
    await serve('otc');
    const object = await untilReason('otc', 'Drained', 'Draining');
    assert.deepEqual([statusOf(object).currentVersion, statusOf(object).drainingVersions], [v2, [v1]]);
    const before = looks;
    await until(() => looks > before + 3);
    assert.equal((await suite.get(processKindRef, 'otc')).metadata.resourceVersion, object.metadata.resourceVersion);
    const { order, version } = await startOrder('otc', 'order-2');
    assert.equal(version, v2);
    assert.equal((await suite.get(DEPLOYMENT, first!.metadata.name)).metadata.generation, first!.metadata.generation);

    await workflows().getHandle('order-1').signal('pay');
    await workflows().getHandle('order-1').result();
    await untilReason('otc', 'Drained', 'Drained');
    await until(async () => (await deploymentsOf('otc')).length === 1);
    await assert.rejects(suite.get(CONFIG_MAP, first!.metadata.name), { status: 404 });
    assert.equal((await deploymentWith('otc', image('b'))).metadata.labels?.['ameide.io/version'], v2);
    assert.equal((await order.describe()).status.name, 'RUNNING');
  });

  it('puts right what somebody changes, here and in Temporal', async () => {
    const { metadata } = await deploymentWith('otc', image('b'));
    await suite.delete(DEPLOYMENT, metadata.name);
    await until(async () => {
      const [found] = await deploymentsOf('otc');
      return found !== undefined && found.metadata.uid !== metadata.uid;
    });
    await suite.delete(CONFIG_MAP, metadata.name);
    await until(() => suite.get(CONFIG_MAP, metadata.name).catch(() => undefined));
    const { apiVersion, kind } = SERVICE;
    await suite.apply({ apiVersion, kind, metadata: { name: 'otc-process' }, spec: { selector: { other: 'pods' } } });
    await until(async () => !JSON.stringify((await suite.get(SERVICE, 'otc-process')).spec).includes('other'));
    await serve('otc');

    const { workflowService } = server.connection;
    const deploymentName = 'ameide-dev/otc';
    await workflowService.setWorkerDeploymentCurrentVersion({ namespace: 'sales', deploymentName, buildId: '' });
    await apply('otc', { image: image('b'), compensations });
    // Temporal may still tell of the version before when it is asked at once: it is asked again when the workers are there.
    await until(async () => {
      await suite.runPods('otc-process-');
      return (await currentInTemporal()) === metadata.labels?.['ameide.io/version'];
    });
    await serve('otc');
  });

  it('leaves everything as it is while it is paused', async () => {
    const before = await deploymentsOf('otc');
    await apply('otc', { image: image('c'), compensations, resources: 'tiny', paused: true });
    await untilReason('otc', 'Stalled', 'RolloutPaused');
    assert.deepEqual(await deploymentsOf('otc'), before);
    assert.deepEqual(
      (await suite.list(CRON_JOB)).map(({ metadata }) => metadata.deletionTimestamp),
      [undefined],
    );
  });

  it('goes on with what runs while Temporal does not answer, and says so', async () => {
    await apply('otc', { image: image('b'), compensations, resources: 'tiny' });
    await serve('otc');
    await server.process.pause();
    try {
      await apply('otc', { image: image('b'), compensations, resources: 'small' });
      const object = await suite.until('otc', (each) => reasonOf(each, 'Degraded') === 'TemporalUnreachable');
      assert.equal(reasonOf(object, 'TemporalReady'), 'Unreachable');
      await until(async () => JSON.stringify(await deploymentWith('otc', image('b'))).includes('256Mi'));
      await serve('otc');
      await apply('otc', { image: image('d'), compensations });
      await suite.until('otc', (each) => reasonOf(each, 'Ready') === 'Progressing');
      assert.equal((await deploymentsOf('otc')).length, 1);
    } finally {
      server.process.resume();
    }
    await deploymentWith('otc', image('d'));
    await apply('otc', { image: image('b'), compensations });
    await serve('otc');
    await untilReason('otc', 'Degraded', 'Healthy');
    await until(async () => (await deploymentsOf('otc')).length === 1);
  });

  it('says that a definition has changed under its version, and rolls out a new version of it', async () => {
    const [{ metadata }] = (await deploymentsOf('otc')) as [StoredObject];
    await define('12', '<changed/>');
    assert.equal(reasonOf(await untilReason('otc', 'DefinitionFound', 'TextDiffers'), 'Ready'), 'Available');
    const { data } = (await suite.get(CONFIG_MAP, metadata.name)) as unknown as { data: { definition: string } };
    assert.equal(data.definition, '<bpmn version="12"/>');
    await define('13', '<changed/>');
    await untilReason('otc', 'DefinitionFound', 'VersionDiffers');
    await apply('otc', { image: image('b'), definition: definition('13'), drain: { timeoutSeconds: 1 } });
    await until(async () => (await deploymentsOf('otc')).length === 2);
    await untilReason('otc', 'DefinitionFound', 'Found');
  });

  it('takes workers away when their time is over, and says which workflows have lost theirs', async () => {
    const newer = await until(async () =>
      (await deploymentsOf('otc')).find(({ spec }) => JSON.stringify(spec).includes('"13"')),
    );
    const variables = (newer.spec as V1DeploymentSpec).template.spec?.containers[0]?.env ?? [];
    await workers.start(Object.fromEntries(variables.map(({ name, value }) => [name, value])));
    await serve('otc');
    const object = await untilReason('otc', 'Drained', 'TimedOut');
    assert.equal(reasonOf(object, 'Degraded'), 'WorkflowsStranded');
    await until(async () => (await deploymentsOf('otc')).length === 1);
    await workflows().getHandle('order-2').terminate();
    await untilReason('otc', 'Drained', 'Drained');
    await serve('otc');
    await untilReason('otc', 'Degraded', 'Healthy');
  });

  it('refuses custom code that asks for another namespace of Temporal', async () => {
    const namespace = 'tenant-acme-dev-cust';
    await suite.cluster.request('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
    const spec = { image: image('a'), definition: definition('12'), temporal: { namespace: 'sales' } };
    const tenancy = { tenant: 'acme', code: 'custom' };
    await suite.applySpec('custom', { ...spec, tenancy }, { namespace });
    const stalled = await suite.until('custom', (each) => reasonOf(each, 'Stalled') === 'PlacementRefused', namespace);
    assert.match(conditionOf(stalled, 'Stalled')?.message ?? '', /may use tenant-acme-dev-cust/);
    assert.deepEqual(await suite.list(DEPLOYMENT, namespace), []);
  });

  it('cannot be moved to another queue or namespace, where its workflows are not', async () => {
    for (const temporal of [{ namespace: 'other' }, { namespace: 'sales', taskQueue: 'other' }]) {
      await assert.rejects(apply('otc', { temporal }), { status: 422 });
    }
  });

  it('is watched by Prometheus as soon as that is there', async () => {
    assert.equal(reasonOf(await suite.get(processKindRef, 'otc'), 'OptionalApis'), 'Missing');
    await installCrds(suite.cluster, await thirdPartyCrds('prometheus-operator', 'servicemonitors'));
    await untilReason('otc', 'OptionalApis', 'Present');
    await until(() => suite.get(SERVICE_MONITOR, 'otc-process').catch(() => undefined));
  });

  it('is made of objects that Kubernetes takes as they are, whatever the spec', async () => {
    for (const spec of fc.sample(validSpecs(processKind), 60)) {
      const model = aCluster();
      model.run(aProcess({ ...spec, image: image('a'), tenancy: {}, paused: false }));
      for (const part of model.all()) await suite.dryRun(part);
    }
  });

  it('leaves nothing behind', async () => {
    const kinds = [DEPLOYMENT, SERVICE, CONFIG_MAP, CRON_JOB, DISRUPTION_BUDGET, NETWORK_POLICY, SERVICE_ACCOUNT];
    const parts = async () => {
      const all = (await Promise.all(kinds.map((kind) => suite.list(kind)))).flat();
      return all.filter(({ metadata }) => metadata.ownerReferences?.some(({ kind }) => kind === 'Process'));
    };
    assert.notEqual((await parts()).length, 0);
    const place = { namespace: 'sales', deployment: 'ameide-dev/otc' };
    // Another operator, as after a restart; and one of another lane, whose Processes these are not.
    const { signal } = new AbortController();
    const anew = deploymentRecords(transport, { namespace: 'ameide-dev', lane: 'dev' });
    assert.deepEqual(await anew.all(signal), [place]);
    assert.deepEqual(await deploymentRecords(transport, { namespace: 'ameide-dev', lane: 'prod' }).all(signal), []);
    await suite.delete(processKindRef, 'otc');
    await until(async () => (await parts()).length === 0);
    assert.notEqual((await inTemporal()).length, 0);
    await workers.stop();
    await until(async () => (await anew.all(signal)).length === 0, { timeout: 90_000 });
    assert.deepEqual(await inTemporal(), []);
  });
});

const processKindRef = { apiVersion: 'ameide.io/v1alpha1', kind: 'Process' };
