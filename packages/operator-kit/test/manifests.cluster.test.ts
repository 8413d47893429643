import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { StoredObject } from '@ameide/operator-kit';
import { rbacManifests, SYSTEM_NAMESPACE } from '@ameide/operator-kit/manifests';
import {
  applyManifests,
  clusterSkipReason,
  kubectl,
  startTestCluster,
  type TestCluster,
} from '@ameide/operator-kit/testing';
import { website } from '../examples/website.ts';

describe('the rights of an operator on a real API server', { skip: clusterSkipReason() }, () => {
  let cluster: TestCluster;
  before(async () => {
    cluster = await startTestCluster();
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: SYSTEM_NAMESPACE } };
    await applyManifests(cluster, [namespace, ...rbacManifests(website)]);
  });
  after(() => cluster?.stop());

  test('can be applied again, and then nothing changes', async () => {
    const path = '/apis/rbac.authorization.k8s.io/v1/clusterroles/ameide-website-operator';
    const { metadata } = await cluster.request<StoredObject>('GET', path);
    await applyManifests(cluster, rbacManifests(website));
    assert.deepEqual((await cluster.request<StoredObject>('GET', path)).metadata, metadata);
  });

  test('are refused by kubectl, in its own words, where they cannot be applied', async () => {
    const [account] = rbacManifests(website);
    const input = JSON.stringify({ ...account, metadata: { ...account?.metadata, namespace: 'nowhere' } });
    const applied = kubectl(cluster, ['apply', '-f', '-'], { input });
    await assert.rejects(applied, /kubectl apply -f -: .*namespaces "nowhere" not found/);
  });
});
