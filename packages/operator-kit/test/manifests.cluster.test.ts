import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { StoredObject } from '@ameide/operator-kit';
import {
  deploymentManifests,
  imagePlaceholder,
  operatorFiles,
  rbacManifests,
  SYSTEM_NAMESPACE,
} from '@ameide/operator-kit/manifests';
import {
  applyManifests,
  clusterSkipReason,
  kubectl,
  startTestCluster,
  type TestCluster,
} from '@ameide/operator-kit/testing';
import { until } from '@ameide/test-kit';
import { website } from '../examples/website.ts';

describe('the manifests of an operator on a real API server', { skip: clusterSkipReason() }, () => {
  let cluster: TestCluster;
  before(async () => {
    cluster = await startTestCluster({ controllers: true });
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
    await applyManifests(cluster, [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: SYSTEM_NAMESPACE, labels } },
      ...rbacManifests(website),
      ...deploymentManifests(website),
    ]);
  });
  after(() => cluster?.stop());

  test('make two pods under the restricted Pod Security Standard, of which one may be evicted', async () => {
    const pods = await until(async () => {
      const path = `/api/v1/namespaces/${SYSTEM_NAMESPACE}/pods`;
      const { items } = await cluster.request<{ items: StoredObject[] }>('GET', path);
      return items.length === 2 && items;
    });
    for (const { metadata, spec } of pods) {
      const { serviceAccountName } = spec as { serviceAccountName: string };
      assert.equal(serviceAccountName, 'ameide-website-operator');
      assert.match(metadata.name, /^ameide-website-operator-/);
    }
    const budget = await until(async () => {
      const path = `/apis/policy/v1/namespaces/${SYSTEM_NAMESPACE}/poddisruptionbudgets/ameide-website-operator`;
      const { status } = await cluster.request<StoredObject>('GET', path);
      return (status as { expectedPods?: number } | undefined)?.expectedPods === 2 && status;
    });
    assert.equal((budget as { desiredHealthy: number }).desiredHealthy, 1);
  });

  test('can be applied again, and then nothing changes', async () => {
    const paths = [
      `/apis/apps/v1/namespaces/${SYSTEM_NAMESPACE}/deployments/ameide-website-operator`,
      '/apis/rbac.authorization.k8s.io/v1/clusterroles/ameide-website-operator',
    ];
    const generations = async () =>
      (await Promise.all(paths.map((path) => cluster.request<StoredObject>('GET', path)))).map(
        ({ metadata }) => [metadata.generation, metadata.uid] as const,
      );
    const before = await generations();
    await applyManifests(cluster, [...rbacManifests(website), ...deploymentManifests(website)]);
    assert.deepEqual(await generations(), before);
  });

  test('run the image that a kustomization says, by its digest', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kustomization-'));
    await mkdir(join(folder, 'base'));
    for (const [file, text] of operatorFiles(website, 'Of an example.'))
      await writeFile(join(folder, 'base', file), text);
    const digest = `sha256:${'a'.repeat(64)}`;
    const newName = 'registry.example.com/ameide/website-operator';
    const images = [{ name: imagePlaceholder(website), newName, digest }];
    await writeFile(join(folder, 'kustomization.yaml'), JSON.stringify({ resources: ['base'], images }));
    await kubectl(cluster, ['apply', '--server-side', '--force-conflicts', '-k', folder]);
    await rm(folder, { recursive: true });
    const image = '{.spec.template.spec.containers[*].image}';
    const of = ['deployment', 'ameide-website-operator', '-n', SYSTEM_NAMESPACE];
    assert.equal(await kubectl(cluster, ['get', ...of, '-o', `jsonpath=${image}`]), `${newName}@${digest}`);
  });

  test('are refused by kubectl, in its own words, where they cannot be applied', async () => {
    const [account] = rbacManifests(website);
    const input = JSON.stringify({ ...account, metadata: { ...account?.metadata, namespace: 'nowhere' } });
    const applied = kubectl(cluster, ['apply', '-f', '-'], { input });
    await assert.rejects(applied, /kubectl apply -f -: .*namespaces "nowhere" not found/);
  });
});
