import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createClient, createEventRecorder, createTransport, type StoredObject } from '@ameide/operator-kit';
import { clusterSkipReason, startTestCluster, type TestCluster } from '@ameide/operator-kit/testing';
import { KubeConfig } from '@kubernetes/client-node';

const NOTE = { type: 'Warning', reason: 'ApplyRefused', message: 'Service default/a: invalid' } as const;

describe('the event recorder', { skip: clusterSkipReason() }, () => {
  let cluster: TestCluster;
  before(async () => {
    cluster = await startTestCluster();
  });
  after(() => cluster?.stop());

  test('counts what is said again, also after a restart, and drops what is said too often', async () => {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(cluster.kubeconfig);
    const transport = createTransport({ kubeConfig });
    const errors: unknown[] = [];
    const onError = (error: unknown) => void errors.push(error);
    const about = await cluster.request<StoredObject>('GET', '/api/v1/namespaces/default');
    for (const _process of [1, 2]) {
      const recorder = createEventRecorder({ client: createClient({ transport, fieldManager: 'test' }), onError });
      for (let time = 0; time < 40; time++) recorder.record({ ...about, apiVersion: 'v1', kind: 'Namespace' }, NOTE);
      await recorder.flush();
    }
    const { items } = await cluster.request<{ items: (StoredObject & typeof NOTE & { count: number })[] }>(
      'GET',
      '/api/v1/namespaces/default/events?fieldSelector=reason%3DApplyRefused',
    );
    assert.deepEqual(errors, []);
    assert.deepEqual(
      items.map(({ type, message, count }) => [type, message, count]),
      [['Warning', NOTE.message, 50]],
    );
    await transport.close();
  });
});
