import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type Change, createTransport, type Reflector, type StoredObject, startReflector } from '@ameide/operator-kit';
import { clusterSkipReason, startTestCluster, type TestCluster, until } from '@ameide/operator-kit/testing';
import { FAULTS, type FaultProxy, type Place, startFaultProxy } from './fixtures/fault-proxy.ts';

const CONFIG_MAPS = { apiVersion: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true };
const PATH = '/api/v1/namespaces/default/configmaps';
const REFLECTORS = 12;

describe('reflectors behind a proxy that injects faults', { skip: clusterSkipReason() }, () => {
  let cluster: TestCluster;
  before(async () => {
    cluster = await startTestCluster();
  });
  after(() => cluster?.stop());

  const write = (name: string, round: number) =>
    cluster.request<StoredObject>('PATCH', `${PATH}/${name}?fieldManager=test&force=true`, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, labels: { suite: 'faults' } },
      data: { round: `${round}` },
    });

  test('an event is seen within 10 s of a death of the connection that nobody was told of', async () => {
    const proxy = await startFaultProxy(cluster, () => undefined);
    const transport = createTransport({ kubeConfig: proxy.kubeConfig });
    const faults: string[] = [];
    const reflector = startReflector({
      transport,
      resource: CONFIG_MAPS,
      labelSelector: 'suite=faults',
      onFault: (cause) => faults.push(cause),
    });
    await reflector.synced;
    await write('warm', 0);
    await until(() => reflector.cache.get('default/warm'));
    proxy.freeze();
    await write('unheard', 1);
    await until(() => reflector.cache.get('default/unheard'), { timeout: 10_000 });
    assert.deepEqual(faults, ['watch_silent']);
    await reflector.stop();
    await transport.close();
    await proxy.close();
  });

  test('a thousand faults later every reflector has told of everything', async () => {
    let calm = false;
    const met = { list: 0, watch: 0, chunk: 0, other: 0 };
    /** Some of what passes each place, each of its faults in turn. */
    const choose = (place: Place) => {
      const every = place === 'chunk' ? 20 : 3;
      const turn = ++met[place];
      return calm || turn % every > 0 ? undefined : FAULTS[place][(turn / every) % FAULTS[place].length];
    };
    const proxy = await startFaultProxy(cluster, choose);
    const watchers = await Promise.all(Array.from({ length: REFLECTORS }, () => startWatcher(proxy)));
    const total = () => Object.values(proxy.injected).reduce((sum, count) => sum + count, 0);
    for (let round = 0; total() < 1_000; round++) {
      const name = `thing-${round % 20}`;
      if (round % 7 === 3) await cluster.request('DELETE', `${PATH}/${name}`).catch(() => {});
      await write(name, round);
      if (round % 1_000 === 999) proxy.freeze();
      await delay(5);
    }
    calm = true;
    const { items } = await cluster.request<{ items: StoredObject[] }>('GET', `${PATH}?labelSelector=suite%3Dfaults`);
    const expected = items.map(({ metadata }) => `${metadata.name} ${metadata.uid} ${metadata.resourceVersion}`).sort();
    for (const { reflector, told, wrong } of watchers) {
      const now = () =>
        [...told.values()].map(({ metadata }) => `${metadata.name} ${metadata.uid} ${metadata.resourceVersion}`).sort();
      await until(() => now().join() === expected.join());
      assert.deepEqual(wrong, []);
      await reflector.stop();
    }
    assert.deepEqual(
      Object.entries(proxy.injected).filter(([, count]) => count < 10),
      [],
      'every fault was injected',
    );
    for (const { transport } of watchers) await transport.close();
    await proxy.close();
  });

  async function startWatcher(proxy: FaultProxy) {
    const transport = createTransport({ kubeConfig: proxy.kubeConfig });
    /** What is there, going by what was told. */
    const told = new Map<string, StoredObject>();
    const wrong: string[] = [];
    const take = ({ type, key, object }: Change) => {
      const before = told.get(key);
      if ((type === 'added') !== (before === undefined)) wrong.push(`${type} ${key}`);
      if (type === 'updated' && before?.metadata.uid !== object.metadata.uid) wrong.push(`another UID for ${key}`);
      if (type === 'deleted') told.delete(key);
      else told.set(key, object);
    };
    const reflector: Reflector = startReflector({
      transport,
      resource: CONFIG_MAPS,
      labelSelector: 'suite=faults',
      pageSize: 10,
      watchSeconds: 1,
      onEvent: take,
    });
    return { reflector, told, wrong, transport };
  }
});
