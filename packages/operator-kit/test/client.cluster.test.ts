import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createClient, createTransport, hasStatus, KubeConfig, type KubeObject, type Transport } from '../src/index.ts';
import { clusterSkipReason, startTestCluster, type TestCluster } from '../src/testing/index.ts';
import { WEBSITE_CRD } from './fixtures/website-crds.ts';

const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true } as const;
const WEBSITE = { apiVersion: 'example.com/v1', kind: 'Website', plural: 'websites', namespaced: true } as const;
const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace', plural: 'namespaces', namespaced: false } as const;

describe('the client on a real API server', { skip: clusterSkipReason() }, () => {
  let cluster: TestCluster;
  let transport: Transport;
  before(async () => {
    cluster = await startTestCluster({ crds: [WEBSITE_CRD] });
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(cluster.kubeconfig);
    transport = createTransport({ kubeConfig });
  });
  after(async () => {
    await transport?.close();
    await cluster?.stop();
  });
  const object = (kind: { readonly apiVersion: string; readonly kind: string }, fields: object): KubeObject => {
    const { apiVersion } = kind;
    return { apiVersion, kind: kind.kind, metadata: { name: 'once', namespace: 'default' }, ...fields };
  };

  test('applies what is not there yet for one of many at once, and nothing of the others', async () => {
    const client = createClient({ transport, fieldManager: 'test' });
    const attempts = Array.from({ length: 20 }, (_, index) => ({ [`key${index}`]: 'mine' }));
    const results = await Promise.allSettled(
      attempts.map((data) => client.applyNew(CONFIG_MAP, object(CONFIG_MAP, { data }))),
    );
    const won = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    assert.equal(won.length, 1);
    assert.ok(refused.every((error) => hasStatus(error, 409)));
    assert.deepEqual(await client.get(CONFIG_MAP, { name: 'once', namespace: 'default' }), won[0]);
    assert.deepEqual(
      won[0]?.metadata.managedFields?.map(({ manager, operation }) => `${manager} ${operation}`),
      ['test Apply'],
    );
  });

  test('does so for custom resources and objects of the cluster too', async () => {
    const client = createClient({ transport, fieldManager: 'test' });
    const website = object(WEBSITE, { spec: { text: 'Hello', replicas: 1 } });
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'once', labels: { a: 'b' } } };
    for (const [resource, wanted] of [
      [WEBSITE, website],
      [NAMESPACE, namespace],
    ] as const) {
      const created = await client.applyNew(resource, wanted);
      await assert.rejects(client.applyNew(resource, wanted), { status: 409 });
      const again = await client.apply(resource, wanted);
      assert.equal(again.metadata.resourceVersion, created.metadata.resourceVersion);
    }
  });
});
