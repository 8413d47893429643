import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import {
  ApiError,
  clusterSkipReason,
  installCrds,
  startTestCluster,
  type TestCluster,
  thirdPartyCrds,
} from '@ameide/operator-kit/testing';
import { until } from '@ameide/test-kit';
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { parse, parseAllDocuments } from 'yaml';
import { MARKED_CRD, markers } from './fixtures/marked-crd.ts';
import { isRunning } from './fixtures/process-state.ts';

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

const GAUGES = '/apis/test.ameide.io/v1/namespaces/default/gauges';
const gauge = (name: string, max: number) => ({
  apiVersion: 'test.ameide.io/v1',
  kind: 'Gauge',
  metadata: { name },
  spec: { min: 5, max },
});

describe('a test cluster', { skip: clusterSkipReason() }, () => {
  let cluster: TestCluster;
  before(async () => {
    cluster = await startTestCluster({ controllers: true, crds: [MARKED_CRD] });
  });
  after(() => cluster?.stop());

  test('keeps every x-kubernetes marker of a CRD, and its CEL rules refuse', async () => {
    const stored = await cluster.request('GET', `${CRDS}/gauges.test.ameide.io`);
    const written = markers(parse(MARKED_CRD));
    assert.equal(written.size, 8);
    assert.deepEqual(markers(stored), written);

    await cluster.request('POST', GAUGES, gauge('valid', 6));
    await assert.rejects(
      cluster.request('POST', GAUGES, gauge('invalid', 4)),
      isRefusal(422, 'min must not be above max'),
    );
  });

  for (const source of ['gateway-api', 'cloudnative-pg', 'prometheus-operator', 'cert-manager'] as const) {
    test(`serves the CRDs of ${source} as they are published`, async () => {
      const yaml = await thirdPartyCrds(source);
      const names = await installCrds(cluster, yaml);
      const documents = yaml.flatMap((text) => parseAllDocuments(text).map((document) => document.toJS()));
      const published = documents.filter((each) => each?.kind === 'CustomResourceDefinition');
      assert.equal(names.length, published.length);
      assert.ok(names.length >= 5, `only ${names}`);
      for (const crd of published) {
        const stored = await cluster.request('GET', `${CRDS}/${crd.metadata.name}`);
        assert.deepEqual(markers(stored), markers(crd), crd.metadata.name);
      }
    });
  }

  test('removes what a custom resource owned', async () => {
    const path = '/api/v1/namespaces/default/configmaps';
    const { metadata } = await cluster.request<Owner>('POST', GAUGES, gauge('owner', 6));
    const { name, uid } = metadata;
    const ownerReferences = [{ apiVersion: 'test.ameide.io/v1', kind: 'Gauge', name, uid }];
    await cluster.request('POST', path, { metadata: { name: 'owned', ownerReferences } });
    await cluster.request('POST', path, { metadata: { name: 'free' } });
    await cluster.request('DELETE', `${GAUGES}/owner`);
    await until(() => isAbsent(cluster.request('GET', `${path}/owned`)));
    await cluster.request('GET', `${path}/free`);
  });

  test('makes the ReplicaSet and the Pods of a Deployment', async () => {
    const labels = { app: 'web' };
    await cluster.request('PATCH', '/apis/apps/v1/namespaces/default/deployments/web?fieldManager=test', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'registry.test/web:1' }] } },
      },
    });
    const listed = (path: string) => cluster.request<{ items: Owner[] }>('GET', `${path}?labelSelector=app%3Dweb`);
    const [replicaSet] = await until(async () => {
      const { items } = await listed('/apis/apps/v1/namespaces/default/replicasets');
      return items.length > 0 && items;
    });
    assert.equal(replicaSet!.metadata.ownerReferences?.[0]?.name, 'web');
    await until(async () => (await listed('/api/v1/namespaces/default/pods')).items.length === 2);
  });

  test('lets a service account do what its roles allow, and nothing else', async () => {
    const config = new KubeConfig();
    config.loadFromString(await cluster.kubeconfigFor('default', 'default'));
    const api = config.makeApiClient(CoreV1Api);
    await assert.rejects(api.listNamespacedSecret({ namespace: 'default' }), { code: 403 });
    await cluster.request('POST', '/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings', {
      metadata: { name: 'view' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'admin' },
      subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: 'default' }],
    });
    await until(() =>
      api.listNamespacedSecret({ namespace: 'default' }).then(
        () => true,
        () => false,
      ),
    );
    await assert.rejects(api.listNamespacedSecret({ namespace: 'kube-system' }), { code: 403 });
  });

  test('answers nothing while its API server is paused, and everything afterwards', async () => {
    await cluster.apiServer.pause();
    const answer = cluster.request<{ gitVersion: string }>('GET', '/version');
    try {
      assert.equal(await Promise.race([answer, delay(500, 'silence')]), 'silence');
    } finally {
      cluster.apiServer.resume();
    }
    assert.match((await answer).gitVersion, /^v1\./);
  });

  test('comes back with its data at the same address after a kill of every program', async () => {
    await cluster.request('POST', '/api/v1/namespaces', { metadata: { name: 'kept' } });
    await Promise.all([cluster.apiServer.kill(), cluster.etcd.kill()]);
    await assert.rejects(cluster.request('GET', '/version'));
    await cluster.etcd.start();
    await cluster.apiServer.start();
    const kept = await cluster.request<Owner>('GET', '/api/v1/namespaces/kept');
    assert.equal(kept.metadata.name, 'kept');
    // Its controllers have outlived that.
    await cluster.request('DELETE', '/api/v1/namespaces/kept');
    await until(() => isAbsent(cluster.request('GET', '/api/v1/namespaces/kept')));
  });
});

test('nothing of a cluster outlives a killed test process', { skip: clusterSkipReason() }, async () => {
  const owner = spawn(process.execPath, [`${import.meta.dirname}/fixtures/start-cluster.ts`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: owner.stdout }), 'line')) as [string];
  const pids = JSON.parse(line) as number[];
  const folders = async () =>
    (await readdir(tmpdir())).filter((name) => name.startsWith(`ameide-cluster-${owner.pid}-`));
  assert.ok(pids.every(isRunning));
  assert.equal((await folders()).length, 1);

  owner.kill('SIGKILL');
  // Until somebody has waited for it, its pid is taken, and its folder that of a process that runs.
  await once(owner, 'exit');
  await until(() => !pids.some(isRunning));
  const next = await startTestCluster();
  await next.stop();
  await next.stop();
  assert.deepEqual(await folders(), []);
});

interface Owner {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly ownerReferences?: readonly { readonly name: string }[];
  };
}

function isRefusal(status: number, words: string) {
  return (error: unknown) => error instanceof ApiError && error.status === status && error.body.includes(words);
}

async function isAbsent(request: Promise<unknown>): Promise<boolean> {
  return request.then(
    () => false,
    (error) => {
      if (isRefusal(404, '')(error)) return true;
      throw error;
    },
  );
}
