import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createObserved, LeadershipLost } from '@ameide/operator-kit';
import { freePort, until } from '@ameide/operator-kit/testing';
import { testSettings } from '@ameide/primitives/testing';
import { temporalClient } from '../src/adapters/temporal-client.ts';
import type { Place, VersionState, View } from '../src/ports.ts';
import { prepare } from '../src/prepare.ts';
import { aCluster, aProcess } from '../src/process.fixture.ts';
import { versionOf, workerDeploymentOf } from '../src/version.ts';
import { startTemporalServer, type TemporalServer, temporalSkipReason } from './fixtures/temporal-server.ts';
import { createWorkers } from './fixtures/worker.ts';

const { signal } = new AbortController();
const workers = createWorkers();

describe('a real Temporal', { skip: temporalSkipReason() }, () => {
  let server: TemporalServer;
  let temporal: ReturnType<typeof temporalClient>;
  before(async () => {
    server = await startTemporalServer();
    temporal = temporalClient({ address: server.address });
  });
  after(async () => {
    await workers.stop();
    await temporal?.close();
    await server?.stop();
  });

  const place: Place = { namespace: 'default', deployment: 'ameide-dev/orders' };
  const worker = (version: string) =>
    workers.start({
      TEMPORAL_ADDRESS: server.address,
      TEMPORAL_NAMESPACE: place.namespace,
      TEMPORAL_TASK_QUEUE: 'orders',
      TEMPORAL_DEPLOYMENT_NAME: place.deployment,
      TEMPORAL_WORKER_BUILD_ID: version,
    });
  const look = () => temporal.look(place, signal);
  const stateOf = (view: View, version: string): VersionState | undefined => {
    assert.ok(view.state === 'found', JSON.stringify(view));
    return view.deployment.versions.find((each) => each.version === version)?.state;
  };
  /** Temporal tells of what it was told a little later. */
  const untilState = (version: string, state: VersionState) =>
    until(async () => {
      const view = await look();
      return stateOf(view, version) === state && view.state === 'found' && view.deployment;
    });

  it('says which namespaces there are', async () => {
    assert.deepEqual(await temporal.look({ ...place, namespace: 'sales' }, signal), { state: 'namespace_missing' });
    await server.createNamespace('sales');
    const view = await temporal.look({ ...place, namespace: 'sales' }, signal);
    assert.equal(view.state, 'found');
  });

  it('knows a version once workers poll for it, lets workflows begin on it, and says when no workflow needs it', async () => {
    const view = await look();
    assert.deepEqual(view.state === 'found' && view.deployment.versions, []);
    const one = await worker('one');
    const { token } = await untilState('one', 'inactive');
    assert.equal(await temporal.makeCurrent(place, 'one', token, signal), undefined);
    await untilState('one', 'current');
    const workflow = await server
      .client('default')
      .workflow.start('order', { taskQueue: 'orders', workflowId: 'order-1' });
    await until(async () => (await workflow.describe()).raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion);

    const two = await worker('two');
    const { token: next } = await untilState('two', 'inactive');
    assert.equal(await temporal.makeCurrent(place, 'two', next, signal), undefined);
    await untilState('two', 'current');
    const { versions } = await untilState('one', 'draining');
    const { deactivatedAt = 0 } = versions.find(({ version }) => version === 'one') ?? {};
    assert.ok(Math.abs(Date.now() - deactivatedAt) < 600_000);

    await workflow.signal('pay');
    await workflow.result();
    await untilState('one', 'drained');
    await Promise.all([one.stop(), two.stop()]);
  });

  it('refuses a version that nobody polls for, a change by an old state, and who is not the manager', async () => {
    const view = await look();
    assert.ok(view.state === 'found');
    const unknown = await temporal.makeCurrent(place, 'three', view.deployment.token, signal);
    assert.equal(unknown?.state, 'refused', unknown?.message);
    const three = await worker('three');
    await untilState('three', 'inactive');
    const current = await look();
    assert.ok(current.state === 'found');
    assert.equal(await temporal.makeCurrent(place, 'three', current.deployment.token, signal), undefined);
    const stale = await temporal.makeCurrent(place, 'two', current.deployment.token, signal);
    assert.equal(stale?.state, 'refused', stale?.message);
    await untilState('three', 'current');

    const { namespace, deployment: deploymentName } = place;
    await server.connection.workflowService.setWorkerDeploymentManager({
      namespace,
      deploymentName,
      managerIdentity: 'somebody',
      identity: 'somebody',
    });
    const managed = await look();
    assert.ok(managed.state === 'found');
    const overruled = await temporal.makeCurrent(place, 'three', managed.deployment.token, signal);
    assert.match(overruled?.message ?? '', /somebody/);
    await three.stop();
  });

  it('is told nothing by an operator that does not lead any more', async () => {
    const process = aProcess({ temporal: { namespace: 'default', taskQueue: 'orders' } });
    const mine = { namespace: 'default', deployment: workerDeploymentOf(process) };
    const polling = await workers.start({
      TEMPORAL_ADDRESS: server.address,
      TEMPORAL_NAMESPACE: 'default',
      TEMPORAL_TASK_QUEUE: 'orders',
      TEMPORAL_DEPLOYMENT_NAME: mine.deployment,
      TEMPORAL_WORKER_BUILD_ID: versionOf(process),
    });
    await until(async () => stateOf(await temporal.look(mine, signal), versionOf(process)) === 'inactive');
    const cluster = aCluster();
    cluster.reconcile(process);
    cluster.rollOut(process);
    const prepareAs = (check: () => void) => {
      const observed = createObserved({ owned: cluster.all(), facts: undefined, namespace: 'ameide-dev' });
      const surroundings = { observed, read: async () => undefined, check };
      return prepare(process, surroundings, signal, { settings: testSettings, temporal, now: Date.now });
    };
    await assert.rejects(
      prepareAs(() => {
        throw new LeadershipLost('another one leads');
      }),
      LeadershipLost,
    );
    assert.equal(stateOf(await temporal.look(mine, signal), versionOf(process)), 'inactive');
    const facts = await prepareAs(() => {});
    assert.equal(stateOf(facts.temporal, versionOf(process)), 'current');
    await polling.stop();
  });

  it('is unreachable where nothing listens, at once, and while it stands still', async () => {
    const nowhere = temporalClient({ address: `127.0.0.1:${await freePort()}` });
    const view = await nowhere.look(place, signal);
    assert.equal(view.state, 'unreachable', JSON.stringify(view));
    await nowhere.close();

    await server.process.pause();
    const silent = await look().finally(() => server.process.resume());
    assert.equal(silent.state, 'unreachable', JSON.stringify(silent));
    await until(async () => (await look()).state === 'found');
  });
});
