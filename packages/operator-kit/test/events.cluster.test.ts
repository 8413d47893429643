import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  createClient,
  createEventRecorder,
  createTransport,
  type EventNote,
  type StoredObject,
  type Transport,
} from '@ameide/operator-kit';
import { clusterSkipReason, startTestCluster, type TestCluster } from '@ameide/operator-kit/testing';
import { KubeConfig } from '@kubernetes/client-node';

type StoredEvent = StoredObject &
  EventNote & { readonly count: number; readonly source: { readonly component: string } };

const NOTE = { type: 'Warning', reason: 'ApplyRefused', message: 'Service default/a: invalid' } as const;

describe('the event recorder', { skip: clusterSkipReason() }, () => {
  let cluster: TestCluster;
  let transport: Transport;
  let about: StoredObject;
  const errors: unknown[] = [];
  before(async () => {
    cluster = await startTestCluster();
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(cluster.kubeconfig);
    transport = createTransport({ kubeConfig });
    about = await cluster.request<StoredObject>('GET', '/api/v1/namespaces/default');
  });
  after(async () => {
    await transport?.close();
    await cluster?.stop();
    assert.deepEqual(errors, []);
  });

  const recorderOf = (fieldManager: string, requests = () => 0) =>
    createEventRecorder({
      client: createClient({ transport, fieldManager }),
      requests,
      onError: (error) => void errors.push(error),
    });
  /** A namespace, as it is told of; only its name and UID are made up. */
  const thing = (name: string): StoredObject => ({
    ...about,
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { ...about.metadata, name, uid: `uid-of-${name}` },
  });
  const written = async (component: string) => {
    const path = '/api/v1/namespaces/default/events';
    const { items } = await cluster.request<{ items: StoredEvent[] }>('GET', path);
    return items.filter(({ source }) => source.component === component);
  };

  test('counts what is said again, also after a restart, and drops what is said too often', async () => {
    const before = transport.stats.requests;
    for (const _process of [1, 2]) {
      const recorder = recorderOf('again');
      for (let time = 0; time < 40; time++) recorder.record(thing('a'), NOTE);
      await recorder.flush();
    }
    assert.deepEqual(
      (await written('again')).map(({ type, message, count }) => [type, message, count]),
      [['Warning', NOTE.message, 50]],
    );
    assert.equal(transport.stats.requests - before, 4, 'one is made; the second process finds it and counts on');
  });

  test('does not tell a normal state that is over when it would be told', async () => {
    const recorder = recorderOf('over');
    const normal = { type: 'Normal', message: '' } as const;
    for (const reason of ['RollingOut', 'Available']) recorder.record(thing('b'), { ...normal, reason });
    await recorder.flush();
    recorder.record(thing('b'), { ...normal, reason: 'RollingOut' });
    await recorder.flush();
    assert.deepEqual((await written('over')).map(({ reason }) => reason).sort(), ['Available', 'RollingOut']);
  });

  test('is a tenth of the requests; warnings go first, and wait', async () => {
    let requests = 0;
    const recorder = recorderOf('many', () => requests);
    for (let each = 0; each < 30; each++) {
      recorder.record(thing(`normal-${each}`), { type: 'Normal', reason: 'Available', message: '' });
      recorder.record(thing(`warning-${each}`), NOTE);
    }
    await recorder.flush();
    assert.deepEqual(new Set((await written('many')).map(({ type }) => type)), new Set(['Warning']));
    assert.equal((await written('many')).length, 25);
    requests = 30;
    await recorder.flush();
    assert.equal((await written('many')).length, 28);
    requests = 1_000;
    await recorder.flush();
    assert.deepEqual(
      (await written('many')).map(({ type }) => type),
      Array(30).fill('Warning'),
    );
  });

  test('makes an Event anew that the API server has forgotten', async () => {
    const recorder = recorderOf('forgotten');
    recorder.record(thing('c'), NOTE);
    await recorder.flush();
    const [{ metadata } = assert.fail()] = await written('forgotten');
    await cluster.request('DELETE', `/api/v1/namespaces/default/events/${metadata.name}`);
    recorder.record(thing('c'), NOTE);
    await recorder.flush();
    assert.deepEqual(
      (await written('forgotten')).map(({ count }) => count),
      [1],
    );
  });
});
