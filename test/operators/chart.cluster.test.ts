import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { StoredObject } from '@ameide/operator-kit';
import {
  clusterSkipReason,
  kubectl,
  startTestCluster,
  type TestCluster,
  thirdPartyCrds,
} from '@ameide/operator-kit/testing';
import { until } from '@ameide/test-kit';
import { CHART, helm, helmSkipReason, VALUES } from './fixtures/chart.ts';
import { alerts } from './fixtures/monitoring.ts';
import { FETCHER_VALUES, itHoldsTenantsAdministrators } from './fixtures/tenant-administrator.ts';

const CRD = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/domains.ameide.io';
const IN_SYSTEM = ['--namespace', 'ameide-system'];

interface Crd extends StoredObject {
  readonly spec: { readonly versions: readonly { readonly schema: { readonly openAPIV3Schema: unknown } }[] };
}

describe('a release of the chart', { skip: clusterSkipReason() || helmSkipReason() }, () => {
  let cluster: TestCluster;
  let older: string;
  before(async () => {
    const crds = await thirdPartyCrds('prometheus-operator', 'servicemonitors', 'prometheusrules');
    cluster = await startTestCluster({ controllers: true, crds });
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
    await cluster.request('POST', '/api/v1/namespaces', { metadata: { name: 'ameide-system', labels } });
    older = await mkdtemp(join(tmpdir(), 'ameide-operators-'));
    await cp(CHART, older, { recursive: true });
    // A release before this one, in which Domains had no `paused`.
    const crd = join(older, 'files/crds/domains.yaml');
    const text = await readFile(crd, 'utf8');
    await writeFile(crd, text.replace(/^( +)paused:\n(\1 .*\n)+/m, ''));
    await helm(['install', 'operators', older, ...IN_SYSTEM], VALUES, cluster);
    await kubectl(cluster, ['create', 'namespace', 'ameide-dev']);
  });
  after(async () => {
    await cluster?.stop();
    await rm(older, { recursive: true, force: true });
  });

  const crd = () => cluster.request<Crd>('GET', CRD);
  const knowsPaused = async () => JSON.stringify(await crd()).includes('"paused"');
  const domain = (spec: object) =>
    cluster.request<StoredObject<{ paused?: boolean }>>(
      'PATCH',
      '/apis/ameide.io/v1alpha1/namespaces/ameide-dev/domains/orders?fieldManager=test&force=true',
      {
        apiVersion: 'ameide.io/v1alpha1',
        kind: 'Domain',
        metadata: { name: 'orders' },
        spec: { image: `registry.example.com/ameide/orders@${VALUES.image.digest}`, ...spec },
      },
    );

  it('makes two pods under the restricted Pod Security Standard, of which one may be evicted', async () => {
    const pods = await until(async () => {
      const path = '/api/v1/namespaces/ameide-system/pods?labelSelector=app.kubernetes.io/name=operators';
      const { items } = await cluster.request<{ items: StoredObject[] }>('GET', path);
      return items.length === 2 && items;
    });
    for (const { spec } of pods)
      assert.equal((spec as { serviceAccountName: string }).serviceAccountName, 'ameide-operators');
    const budget = await until(async () => {
      const path = '/apis/policy/v1/namespaces/ameide-system/poddisruptionbudgets/operators';
      const { status } = await cluster.request<StoredObject>('GET', path);
      return (status as { expectedPods?: number } | undefined)?.expectedPods === 2 && status;
    });
    assert.equal((budget as { desiredHealthy: number }).desiredHealthy, 1);
  });

  it('brings the kinds up to date when it is upgraded, and leaves the objects', async () => {
    assert.equal(await knowsPaused(), false);
    const { metadata } = await until(() => domain({}).catch(() => false as const));
    await helm(['upgrade', 'operators', CHART, ...IN_SYSTEM], VALUES, cluster);
    assert.equal(await knowsPaused(), true);
    const changed = await until(async () => {
      const applied = await domain({ paused: true });
      return applied.spec?.paused === true && applied;
    });
    assert.equal(changed.metadata.uid, metadata.uid);
  });

  it('changes nothing when it is upgraded to the same', async () => {
    const paths = [
      '/apis/apps/v1/namespaces/ameide-system/deployments/operators',
      '/apis/rbac.authorization.k8s.io/v1/clusterroles/ameide-domain-operator',
      '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/ameide-walls',
    ];
    const generations = () =>
      Promise.all(
        [CRD, ...paths].map(async (path) => {
          const { metadata } = await cluster.request<StoredObject>('GET', path);
          return [metadata.uid, metadata.generation];
        }),
      );
    const before = await generations();
    await helm(['upgrade', 'operators', CHART, ...IN_SYSTEM], VALUES, cluster);
    assert.deepEqual(await generations(), before);
  });

  it('has alerts, a dashboard and what finds its metrics, where they are wanted', async () => {
    const wanted = {
      serviceMonitor: { enabled: true, interval: '30s' },
      alerts: { enabled: true },
      dashboard: { enabled: true },
    };
    await helm(['upgrade', 'operators', CHART, ...IN_SYSTEM], { ...VALUES, ...wanted }, cluster);
    const monitoring = '/apis/monitoring.coreos.com/v1/namespaces/ameide-system';
    type Rules = StoredObject<{ groups: { rules: object[] }[] }>;
    const { spec } = await cluster.request<Rules>('GET', `${monitoring}/prometheusrules/ameide-operators`);
    assert.equal(spec?.groups[0]?.rules.length, alerts.length);
    const found = await kubectl(cluster, ['get', 'configmaps', '-A', '-l', 'grafana_dashboard=1', '-o', 'name']);
    assert.equal(found.trim(), 'configmap/ameide-operators-dashboard');
  });

  it('goes from one process to one for each operator, and nothing of the one is left', async () => {
    await helm(['upgrade', 'operators', CHART, ...IN_SYSTEM], { ...VALUES, ...FETCHER_VALUES, mode: 'each' }, cluster);
    const path = '/apis/apps/v1/namespaces/ameide-system/deployments';
    const { items } = await cluster.request<{ items: StoredObject[] }>('GET', path);
    const names = items.filter(({ metadata }) => !metadata.deletionTimestamp).map(({ metadata }) => metadata.name);
    assert.equal(names.length, 7);
    assert.ok(!names.includes('operators'));
  });

  it('has room for another lane beside it', async () => {
    const global = { ...VALUES.global, lane: 'staging' };
    const values = { ...VALUES, global, cluster: { crds: false, policies: false, roles: false } };
    const there = ['--namespace', 'ameide-system-staging', '--create-namespace'];
    await helm(['install', 'operators', CHART, ...there], values, cluster);
    const isAllowed = async () => {
      const attributes = { group: 'ameide.io', resource: 'domains', verb: 'list' };
      const user = 'system:serviceaccount:ameide-system-staging:ameide-operators';
      const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview' };
      const spec = { user, resourceAttributes: attributes };
      const path = '/apis/authorization.k8s.io/v1/subjectaccessreviews';
      type Reviewed = { status: { allowed: boolean } };
      return (await cluster.request<Reviewed>('POST', path, { ...review, spec })).status.allowed;
    };
    await until(isAllowed);
  });

  describe('gives people, by the roles that Kubernetes has for them,', () => {
    const orders = JSON.stringify({
      apiVersion: 'ameide.io/v1alpha1',
      kind: 'Domain',
      metadata: { name: 'theirs' },
      spec: { image: `registry.example.com/ameide/orders@${VALUES.image.digest}` },
    });
    const acme = JSON.stringify({
      apiVersion: 'ameide.io/v1alpha1',
      kind: 'AmeideTenant',
      metadata: { name: 'acme' },
      spec: { displayName: 'Acme', sku: 'Shared', environments: ['dev'] },
    });
    const as = (person: string, args: readonly string[], input?: string) =>
      kubectl(cluster, [...args, `--as=${person}`], input === undefined ? {} : { input });
    const apply = (person: string, object: string, namespace = 'ameide-dev') =>
      as(person, ['apply', '--namespace', namespace, '-f', '-'], object);
    const can = async (person: string, verb: string, what: string) =>
      (await as(person, ['auth', 'can-i', verb, what, '--namespace=ameide-dev']).catch(() => 'no')).trim() === 'yes';

    before(async () => {
      for (const role of ['admin', 'edit', 'view'])
        await kubectl(cluster, [
          'create',
          'rolebinding',
          role,
          `--clusterrole=${role}`,
          `--user=${role}`,
          '-n',
          'ameide-dev',
        ]);
      const platform = ['create', 'clusterrolebinding', 'pia', '--clusterrole=ameide-platform-admin', '--user=pia'];
      await kubectl(cluster, platform);
      // A controller adds them to the roles of Kubernetes, and the API server learns of it from a watch.
      for (const person of ['admin', 'edit', 'view']) await until(() => can(person, 'list', 'uisurfaces.ameide.io'));
      for (const person of ['admin', 'edit']) await until(() => can(person, 'create', 'uisurfaces.ameide.io'));
      await until(() => can('pia', 'create', 'ameidetenants.ameide.io'));
    });

    for (const person of ['admin', 'edit']) {
      it(`${person}: to make, scale and delete what is in a namespace of theirs, and nowhere else`, async () => {
        await apply(person, orders);
        await as(person, ['scale', 'domain/theirs', '--replicas=3', '-n', 'ameide-dev']);
        assert.match(await as(person, ['get', 'domains', '-n', 'ameide-dev']), /theirs/);
        await as(person, ['delete', 'domain/theirs', '-n', 'ameide-dev']);
        await assert.rejects(apply(person, orders, 'default'), /Forbidden/);
        const status = [
          'patch',
          'domain/orders',
          '--subresource=status',
          '--type=merge',
          '-p',
          '{}',
          '-n',
          'ameide-dev',
        ];
        await assert.rejects(as(person, status), /Forbidden/);
      });
    }

    it('view: to look, and no more', async () => {
      assert.match(await as('view', ['get', 'domains', '-n', 'ameide-dev']), /orders/);
      await assert.rejects(apply('view', orders), /Forbidden/);
      await assert.rejects(as('view', ['delete', 'domain/orders', '-n', 'ameide-dev']), /Forbidden/);
    });

    it('none of them tenants: these are for those who run the platform', async () => {
      for (const person of ['admin', 'edit', 'view']) {
        await assert.rejects(as(person, ['get', 'ameidetenants']), /Forbidden/);
        await assert.rejects(apply(person, acme), /Forbidden/);
      }
      await apply('pia', acme);
      await as('pia', ['delete', 'ameidetenant/acme']);
      await assert.rejects(as('pia', ['get', 'secrets', '-n', 'ameide-dev']), /Forbidden/);
    });
  });

  itHoldsTenantsAdministrators(() => cluster);

  it('leaves kinds and objects when it is uninstalled, and takes them over when it is installed again', async () => {
    const { metadata } = await crd();
    await helm(['uninstall', 'operators', ...IN_SYSTEM], undefined, cluster);
    assert.equal((await crd()).metadata.uid, metadata.uid);
    const { metadata: kept } = await domain({});
    await helm(['install', 'operators', CHART, ...IN_SYSTEM], VALUES, cluster);
    assert.equal((await crd()).metadata.uid, metadata.uid);
    assert.equal((await domain({})).metadata.uid, kept.uid);
  });
});
