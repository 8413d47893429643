import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { defineOperator, kitConditions, type StoredObject, startOperator } from '@ameide/operator-kit';
import { clusterSkipReason, startTestCluster, type TestCluster } from '@ameide/operator-kit/testing';
import { createLogger } from '@ameide/service-kit/telemetry';
import { until } from '@ameide/test-kit';
import { KubeConfig } from '@kubernetes/client-node';
import { WEBSITE_CRD } from './fixtures/website-crds.ts';

const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' };
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';

describe('an operator that makes objects of a kind that it also reads', { skip: clusterSkipReason() }, () => {
  let cluster: TestCluster;
  before(async () => {
    cluster = await startTestCluster({ crds: [WEBSITE_CRD] });
  });
  after(() => cluster?.stop());

  /** Makes a ConfigMap that has the version of the one that the spec names. */
  const copier = defineOperator<{ text: string }, object, typeof kitConditions>({
    name: 'copier',
    kind: { apiVersion: 'example.com/v1', kind: 'Website' },
    conditions: kitConditions,
    owns: [CONFIG_MAP],
    reads: [CONFIG_MAP],
    references: ({ spec }) => [{ ...CONFIG_MAP, name: spec.text }],
    desired: ({ metadata, spec }, observed) => {
      const version = observed.find({ ...CONFIG_MAP, name: spec.text })?.metadata.resourceVersion ?? 'none';
      return [{ ...CONFIG_MAP, metadata: { name: `${metadata.name}-${spec.text}` }, data: { version } }];
    },
    status: () => ({ phase: 'ready', message: '' }),
  });
  const get = (name: string) =>
    cluster
      .request<StoredObject & { data: { version: string } }>('GET', `${CONFIG_MAPS}/${name}`)
      .catch(() => undefined);
  const write = (name: string, text: string) =>
    cluster.request<StoredObject>('PATCH', `${CONFIG_MAPS}/${name}?fieldManager=person`, {
      ...CONFIG_MAP,
      metadata: { name },
      data: { text },
    });
  const apply = (text: string) =>
    cluster.request('PATCH', '/apis/example.com/v1/namespaces/default/websites/home?fieldManager=person', {
      apiVersion: 'example.com/v1',
      kind: 'Website',
      metadata: { name: 'home' },
      spec: { text, replicas: 0 },
    });
  const untilCopied = (name: string, version: string) =>
    until(async () => (await get(`home-${name}`))?.data.version === version);

  test('sees what others write, repairs what is its own, and removes what is no longer wanted', async () => {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(cluster.kubeconfig);
    const logger = createLogger({ service: 'copier', level: 'silent' });
    const operator = startOperator(copier, { kubeConfig, logger, leaderElection: false });
    try {
      await apply('red');
      await untilCopied('red', 'none');
      const first = await write('red', 'one');
      await untilCopied('red', first.metadata.resourceVersion);
      const second = await write('red', 'two');
      await untilCopied('red', second.metadata.resourceVersion);
      await cluster.request('DELETE', `${CONFIG_MAPS}/home-red`);
      await untilCopied('red', second.metadata.resourceVersion);
      await apply('blue');
      await untilCopied('blue', 'none');
      await until(async () => (await get('home-red')) === undefined);
      assert.ok(await get('red'));
    } finally {
      await operator.stop();
    }
  });

  test('says in the status what it may not read, instead of trying again in silence', async () => {
    const account = { name: 'reader', namespace: 'default' };
    await cluster.request('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: account });
    const rbac = '/apis/rbac.authorization.k8s.io/v1';
    // A list is not a get.
    const rules = [
      { apiGroups: ['example.com'], resources: ['*'], verbs: ['*'] },
      { apiGroups: [''], resources: ['configmaps'], verbs: ['list', 'watch'] },
    ];
    await cluster.request('POST', `${rbac}/clusterroles`, { metadata: { name: account.name }, rules });
    await cluster.request('POST', `${rbac}/clusterrolebindings`, {
      metadata: { name: account.name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: account.name },
      subjects: [{ kind: 'ServiceAccount', ...account }],
    });
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(await cluster.kubeconfigFor(account.namespace, account.name));
    const reader = defineOperator<{ text: string }, object, typeof kitConditions, StoredObject | undefined>({
      name: 'reader',
      kind: copier.kind,
      conditions: kitConditions,
      owns: [],
      reads: [CONFIG_MAP],
      prepare: ({ spec }, { read }) => read({ ...CONFIG_MAP, name: spec.text }),
      desired: () => [],
      status: () => ({ phase: 'ready', message: '' }),
    });
    const logger = createLogger({ service: 'reader', level: 'silent' });
    const operator = startOperator(reader, { kubeConfig, logger, leaderElection: false });
    try {
      await apply('red');
      const home = '/apis/example.com/v1/namespaces/default/websites/home';
      await until(async () => {
        const { status } = await cluster.request<StoredObject>('GET', home);
        const { conditions = [] } = (status ?? {}) as { conditions?: { type: string; message: string }[] };
        return conditions.some(({ type, message }) => type === 'Ready' && /"red" is forbidden/.test(message));
      });
    } finally {
      await operator.stop();
    }
  });
});
