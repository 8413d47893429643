import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createObserved, LeadershipLost } from '@ameide/operator-kit';
import { testSettings } from '@ameide/primitives/testing';
import { freePort, until } from '@ameide/test-kit';
import { temporalClient } from '../src/adapters/temporal-client.ts';
import type { Place, VersionState, View, WorkerDeployment } from '../src/ports.ts';
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
  const stateOf = (view: View, version: string): VersionState | undefined =>
    view.state === 'found' ? view.deployment.versions.find((each) => each.version === version)?.state : undefined;
  /** On a busy machine Temporal may take longer than the operator waits; then it asks again, too. */
  const untilFound = () =>
    until(async () => {
      const view = await look();
      return view.state === 'found' && view.deployment;
    });
  const becomesCurrent = (version: string) =>
    until(async () => {
      const view = await look();
      if (stateOf(view, version) === 'current') return true;
      if (view.state === 'found') await temporal.makeCurrent(place, version, view.deployment.token, signal);
      return false;
    });
  const refusal = (version: string, token: WorkerDeployment['token']) =>
    until(async () => {
      const failure = await temporal.makeCurrent(place, version, token, signal);
      assert.ok(failure !== undefined, `${version} became current`);
      return failure.state === 'refused' && failure.message;
    });
  /** Temporal tells of what it was told a little later. */
  const untilState = (version: string, state: VersionState) =>
    until(async () => {
      const view = await look();
      return stateOf(view, version) === state && view.state === 'found' && view.deployment;
    });

  it('says which namespaces there are', async () => {
    const untilItIs = (state: View['state']) =>
      until(async () => (await temporal.look({ ...place, namespace: 'sales' }, signal)).state === state);
    await untilItIs('namespace_missing');
    await server.createNamespace('sales');
    await untilItIs('found');
  });

  it('knows a version once workers poll for it, lets workflows begin on it, and says when no workflow needs it', async () => {
    assert.deepEqual((await untilFound()).versions, []);
    const one = await worker('one');
    await untilState('one', 'inactive');
    await becomesCurrent('one');
    const workflow = await server
      .client('default')
      .workflow.start('order', { taskQueue: 'orders', workflowId: 'order-1' });
    await until(async () => (await workflow.describe()).raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion);

    const two = await worker('two');
    await untilState('two', 'inactive');
    await becomesCurrent('two');
    const { versions } = await untilState('one', 'draining');
    const { deactivatedAt = 0 } = versions.find(({ version }) => version === 'one') ?? {};
    assert.ok(Math.abs(Date.now() - deactivatedAt) < 600_000);

    await workflow.signal('pay');
    await workflow.result();
    await untilState('one', 'drained');
    await Promise.all([one.stop(), two.stop()]);
  });

  it('refuses a version that nobody polls for, a change by an old state, and who is not the manager', async () => {
    await refusal('three', (await untilFound()).token);
    const three = await worker('three');
    const { token } = await untilState('three', 'inactive');
    await becomesCurrent('three');
    await refusal('two', token);
    await untilState('three', 'current');

    const { namespace, deployment: deploymentName } = place;
    await server.connection.workflowService.setWorkerDeploymentManager({
      namespace,
      deploymentName,
      managerIdentity: 'somebody',
      identity: 'somebody',
    });
    assert.match(await refusal('three', (await untilFound()).token), /somebody/);
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
      const context = { observed, read: async () => undefined, readPods: async () => [], check };
      return prepare(process, context, signal, { settings: testSettings, temporal, now: Date.now });
    };
    const lost = () => {
      throw new LeadershipLost('another one leads');
    };
    await until(() =>
      prepareAs(lost).then(
        () => false,
        (error) => error instanceof LeadershipLost,
      ),
    );
    await until(async () => stateOf(await temporal.look(mine, signal), versionOf(process)) === 'inactive');
    await until(async () => stateOf((await prepareAs(() => {})).temporal, versionOf(process)) === 'current');
    await polling.stop();
  });

  it('takes out what is left of a Process step by step, and nothing that workers ask for or workflows need', async () => {
    const left: Place = { namespace: 'default', deployment: 'ameide-dev/gone' };
    const env = {
      TEMPORAL_ADDRESS: server.address,
      TEMPORAL_NAMESPACE: left.namespace,
      TEMPORAL_TASK_QUEUE: 'gone',
      TEMPORAL_DEPLOYMENT_NAME: left.deployment,
      TEMPORAL_WORKER_BUILD_ID: 'last',
    };
    const states = async () => {
      const view = await temporal.look(left, signal);
      return view.state === 'found' ? view.deployment.versions.map(({ state }) => state) : [];
    };
    const isCurrent = () =>
      until(async () => {
        const view = await temporal.look(left, signal);
        if (stateOf(view, 'last') === 'current') return true;
        if (view.state === 'found') await temporal.makeCurrent(left, 'last', view.deployment.token, signal);
        return false;
      });
    const polling = await workers.start(env);
    await isCurrent();
    const workflow = await server
      .client('default')
      .workflow.start('order', { taskQueue: 'gone', workflowId: 'gone-1' });
    await until(async () => (await workflow.describe()).raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion);
    assert.deepEqual(await temporal.remove(left, () => {}, signal), { state: 'waiting' });
    assert.deepEqual(await states(), ['current'], 'its worker is there, be it another cluster’s');

    await polling.stop();
    const lost = () => {
      throw new LeadershipLost('another one leads');
    };
    await until(() =>
      temporal.remove(left, lost, signal).then(
        () => false,
        (error) => error instanceof LeadershipLost,
      ),
    );
    assert.deepEqual(await states(), ['current']);
    const removed = async () => (await temporal.remove(left, () => {}, signal)).state;
    await until(async () => (await removed()) === 'waiting' && (await states()).join() === 'draining');
    assert.equal(await removed(), 'waiting', 'a workflow needs it');
    assert.deepEqual(await states(), ['draining']);
    await workflow.terminate();
    await until(async () => (await removed()) === 'gone', { timeout: 90_000 });
    const { workflowService } = server.connection;
    const { workerDeployments = [] } = await workflowService.listWorkerDeployments({ namespace: 'default' });
    assert.ok(!workerDeployments?.some(({ name }) => name === left.deployment), JSON.stringify(workerDeployments));
    assert.equal((await temporal.remove({ ...left, namespace: 'nowhere' }, () => {}, signal)).state, 'gone');
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
