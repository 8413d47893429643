import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, afterEach, before, describe, test } from 'node:test';
import type { StoredObject } from '@ameide/operator-kit';
import { clusterSkipReason, startTestCluster, type TestCluster } from '@ameide/operator-kit/testing';
import { until } from '@ameide/test-kit';

const LEASE = '/apis/coordination.k8s.io/v1/namespaces/default/leases/election';
const WRITTEN = '/api/v1/namespaces/default/configmaps/written';

describe('leader election', { skip: clusterSkipReason() }, () => {
  let cluster: TestCluster;
  const running = new Set<ChildProcess>();
  before(async () => {
    cluster = await startTestCluster();
  });
  afterEach(async () => {
    for (const child of running) child.kill('SIGKILL');
    running.clear();
    await cluster.request('DELETE', LEASE).catch(() => {});
  });
  after(() => cluster?.stop());

  function stand(identity: string) {
    const program = join(import.meta.dirname, 'fixtures/leader-process.ts');
    const child = spawn(process.execPath, [program, identity, cluster.kubeconfig], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    running.add(child);
    const said: string[] = [];
    createInterface(child.stdout).on('line', (line) => said.push(line));
    return { child, said, saying: (line: string) => until(() => said.includes(line)) };
  }
  const writer = async () => (await cluster.request<{ data: { by: string } }>('GET', WRITTEN)).data.by;
  const holder = async () =>
    (await cluster.request<StoredObject<{ holderIdentity: string }>>('GET', LEASE)).spec?.holderIdentity;

  test('has one leader, and the next one at once when it stops', async () => {
    const first = stand('first');
    await first.saying('leading');
    const second = stand('second');
    await until(async () => (await writer()) === 'first');
    assert.deepEqual(second.said, []);
    first.child.kill('SIGTERM');
    await once(first.child, 'exit');
    assert.deepEqual(first.said, ['leading', 'stopped']);
    await second.saying('leading');
    assert.equal(await holder(), 'second');
  });

  test('a process that is killed loses its lease', async () => {
    const first = stand('first');
    await first.saying('leading');
    first.child.kill('SIGKILL');
    const second = stand('second');
    await second.saying('leading');
    await until(async () => (await writer()) === 'second');
  });

  test('a process that stood still writes nothing when it goes on', async () => {
    const first = stand('first');
    await first.saying('leading');
    await until(async () => (await writer()) === 'first');
    first.child.kill('SIGSTOP');
    const second = stand('second');
    await second.saying('leading');
    await until(async () => (await writer()) === 'second');
    const managers = async () => {
      const { metadata } = await cluster.request<StoredObject>('GET', WRITTEN);
      return metadata.managedFields?.map(({ manager }) => manager);
    };
    first.child.kill('SIGCONT');
    await first.saying('lost');
    assert.deepEqual(await managers(), ['second']);
    assert.deepEqual([first.said, await holder()], [['leading', 'lost', 'ended by the election'], 'second']);
  });
});
