import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Condition, isReady, type Operator, type StoredObject, startOperator } from '@ameide/operator-kit';
import { crdYaml, type WrittenSpecOf } from '@ameide/operator-kit/schema';
import { validSpecs } from '@ameide/operator-kit/schema/testing';
import {
  type ApiError,
  clusterSkipReason,
  startTestCluster,
  type TestCluster,
  thirdPartyCrds,
  until,
} from '@ameide/operator-kit/testing';
import { createLogger } from '@ameide/service-kit/telemetry';
import { KubeConfig } from '@kubernetes/client-node';
import fc from 'fast-check';
import { aCluster, aDomain, image, settings } from '../src/domain.fixture.ts';
import { domainOperator } from '../src/operator.ts';
import { domain } from '../src/resource.ts';

const NAMESPACE = 'ameide-dev';
const PLURALS: Readonly<Record<string, string>> = {
  Deployment: 'apis/apps/v1/namespaces/{}/deployments',
  Domain: 'apis/ameide.io/v1alpha1/namespaces/{}/domains',
  HorizontalPodAutoscaler: 'apis/autoscaling/v2/namespaces/{}/horizontalpodautoscalers',
  Job: 'apis/batch/v1/namespaces/{}/jobs',
  NetworkPolicy: 'apis/networking.k8s.io/v1/namespaces/{}/networkpolicies',
  Pod: 'api/v1/namespaces/{}/pods',
  PodDisruptionBudget: 'apis/policy/v1/namespaces/{}/poddisruptionbudgets',
  Secret: 'api/v1/namespaces/{}/secrets',
  Service: 'api/v1/namespaces/{}/services',
  ServiceAccount: 'api/v1/namespaces/{}/serviceaccounts',
  ServiceMonitor: 'apis/monitoring.coreos.com/v1/namespaces/{}/servicemonitors',
};

describe('Domains on a real API server', { skip: clusterSkipReason() }, () => {
  let cluster: TestCluster;
  let operator: Operator;
  before(async () => {
    const crds = [crdYaml(domain), ...(await thirdPartyCrds('prometheus-operator', 'servicemonitors'))];
    cluster = await startTestCluster({ controllers: true, crds });
    await cluster.request('POST', '/api/v1/namespaces', { metadata: { name: NAMESPACE } });
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(cluster.kubeconfig);
    const logger = createLogger({ service: 'domain-operator', level: process.env.LOG ?? 'silent' });
    operator = startOperator(domainOperator(settings), { kubeConfig, logger, leaderElection: false });
    await operator.leading;
  });
  after(async () => {
    await operator?.stop();
    await cluster?.stop();
  });

  const pathOf = (kind: string, name = '') => `/${PLURALS[kind]!.replace('{}', NAMESPACE)}/${name}`.replace(/\/$/, '');
  const get = (kind: string, name: string) => cluster.request<StoredObject>('GET', pathOf(kind, name));
  const apply = (name: string, spec: WrittenSpecOf<typeof domain>) => {
    const manifest = { apiVersion: 'ameide.io/v1alpha1', kind: 'Domain', metadata: { name }, spec };
    return cluster.request(
      'PATCH',
      `${pathOf('Domain', name)}?fieldManager=person&force=true&fieldValidation=Strict`,
      manifest,
    );
  };
  const condition = (object: StoredObject, type: string) =>
    (object.status as { conditions?: Condition[] } | undefined)?.conditions?.find((each) => each.type === type);
  const untilDomain = (name: string, is: (object: StoredObject) => boolean) =>
    until(async () => {
      const object = await get('Domain', name);
      return is(object) && object;
    });
  /** There are no nodes, so the test says what kubelets would. */
  const serve = (name: string) =>
    until(async () => {
      const { items } = await cluster.request<{ items: StoredObject[] }>('GET', pathOf('Pod'));
      const pods = items.filter(
        ({ metadata }) => metadata.name.startsWith(`${name}-domain-`) && !metadata.deletionTimestamp,
      );
      const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: new Date().toISOString() }];
      for (const { metadata } of pods) {
        const body = {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: metadata.name },
          status: { phase: 'Running', conditions },
        };
        const path = `${pathOf('Pod', metadata.name)}/status?fieldManager=kubelet&force=true`;
        // A roll-out takes pods away meanwhile.
        await cluster.request('PATCH', path, body).catch((error: ApiError) => assert.equal(error.status, 404));
      }
      return isReady(await get('Domain', name));
    });

  it('makes a Domain run and says so', async () => {
    await apply('catalog', { image: image('a') });
    await untilDomain('catalog', (object) => condition(object, 'Ready')?.reason === 'Progressing');
    for (const kind of ['Service', 'NetworkPolicy', 'PodDisruptionBudget', 'ServiceMonitor', 'ServiceAccount']) {
      const part = await get(kind, 'catalog-domain');
      assert.equal(part.metadata.ownerReferences?.[0]?.kind, 'Domain', kind);
    }
    await serve('catalog');
    const { status } = await get('Domain', 'catalog');
    const { image: rolledOut, readyReplicas } = status as { image: string; readyReplicas: number };
    assert.deepEqual([rolledOut, readyReplicas], [image('a'), 2]);
  });

  it('scales by kubectl’s subresource, and leaves replicas to an autoscaler that owns them', async () => {
    const scale = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'catalog', namespace: NAMESPACE } };
    await cluster.request('PUT', `${pathOf('Domain', 'catalog')}/scale?fieldManager=kubectl`, {
      ...scale,
      spec: { replicas: 3 },
    });
    const replicas = async () => ((await get('Deployment', 'catalog-domain')).spec as { replicas: number }).replicas;
    await until(async () => (await replicas()) === 3);

    await apply('catalog', { image: image('a'), scaling: { replicas: 2, autoscaling: { maxReplicas: 9 } } });
    await until(() =>
      get('HorizontalPodAutoscaler', 'catalog-domain').then(
        () => true,
        () => false,
      ),
    );
    assert.equal(await replicas(), 3);
    const scaled = { ...scale, metadata: { name: 'catalog-domain', namespace: NAMESPACE }, spec: { replicas: 7 } };
    await cluster.request('PUT', `${pathOf('Deployment', 'catalog-domain')}/scale?fieldManager=autoscaler`, scaled);
    await apply('catalog', {
      image: image('a'),
      resources: 'tiny',
      scaling: { replicas: 2, autoscaling: { maxReplicas: 9 } },
    });
    await until(async () => JSON.stringify(await get('Deployment', 'catalog-domain')).includes('128Mi'));
    assert.equal(await replicas(), 7);
    await serve('catalog');
  });

  it('refuses custom code in a shared namespace, and says where it may run', async () => {
    await apply('custom', { image: image('a'), tenancy: { tenant: 'acme', code: 'custom' } });
    const object = await untilDomain('custom', (each) => condition(each, 'Stalled')?.status === 'True');
    assert.equal(condition(object, 'Stalled')?.reason, 'PlacementRefused');
    assert.match(condition(object, 'Stalled')?.message ?? '', /tenant-acme-dev-cust/);
    await assert.rejects(get('Deployment', 'custom-domain'), { status: 404 });
  });

  it('says that CloudNativePG is missing, and makes no Deployment that would need it', async () => {
    await apply('orders', { image: image('a'), database: { cluster: 'postgres' } });
    const object = await untilDomain('orders', (each) => condition(each, 'Stalled')?.status === 'True');
    assert.equal(condition(object, 'Stalled')?.reason, 'DatabaseApiMissing');
    assert.equal(condition(object, 'OptionalApis')?.reason, 'Missing');
    await assert.rejects(get('Deployment', 'orders-domain'), { status: 404 });
  });

  it('is made of objects that Kubernetes takes as they are, whatever the spec', async () => {
    for (const spec of fc.sample(validSpecs(domain), 100)) {
      const others = aCluster();
      const object = aDomain({ ...spec, image: image('a'), tenancy: {}, paused: false });
      for (let pass = 0; pass < 3; pass++) {
        others.reconcile(object);
        others.applyDatabase();
      }
      if (others.jobs().length > 0) others.endJob('Complete');
      others.reconcile(object);
      for (const { status: _, metadata, ...part } of others.all()) {
        if (PLURALS[part.kind] === undefined) continue;
        const { name, labels } = metadata;
        const query = 'fieldManager=test&force=true&dryRun=All&fieldValidation=Strict';
        const body = { ...part, metadata: { name: `dry-${name}`.slice(0, 63), labels } };
        await cluster.request('PATCH', `${pathOf(part.kind, body.metadata.name)}?${query}`, body);
      }
    }
  });
});
