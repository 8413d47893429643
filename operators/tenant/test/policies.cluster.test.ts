import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  clusterSkipReason,
  installCrds,
  kubectl,
  startTestCluster,
  type TestCluster,
  until,
} from '@ameide/operator-kit/testing';
import { parseAllDocuments, stringify } from 'yaml';
import { tenantNamespace } from '../src/names.ts';
import { namespaceObject } from '../src/namespaces.ts';
import { aTenant } from '../src/tenant.fixture.ts';

/** Somebody who may do anything that no policy forbids. */
const ADA = ['--as=ada', '--as-group=test-admins'];
const CHARTS = join(import.meta.dirname, '../../../charts');
const IMAGE = `registry.example.com/a@sha256:${'a'.repeat(64)}`;

interface Crd {
  readonly spec: {
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly schema: {
        readonly openAPIV3Schema: { readonly properties: { readonly spec: { readonly properties: object } } };
      };
    }[];
  };
}

describe('the admission policies, with no operator running', { skip: clusterSkipReason() }, () => {
  let cluster: TestCluster;
  before(async () => {
    cluster = await startTestCluster();
    await installCrds(
      cluster,
      readdirSync(join(CHARTS, 'crds')).map((file) => readFileSync(join(CHARTS, 'crds', file), 'utf8')),
    );
    for (const file of ['placement.yaml', 'walls.yaml']) {
      await kubectl(cluster, ['apply', '-f', join(CHARTS, 'policies', file)]);
    }
    for (const tenant of ['acme', 'other']) {
      for (const code of ['product', 'custom'] as const) {
        const namespace = namespaceObject(aTenant({}, { name: tenant }), tenantNamespace(tenant, 'dev', code));
        await kubectl(cluster, ['apply', '-f', '-'], { input: stringify(namespace) });
      }
    }
    for (const name of ['ameide-dev', 'tenant-fake-dev-cust']) await kubectl(cluster, ['create', 'namespace', name]);
    // The server takes a moment to enforce a new policy.
    await until(async () => (await refusal('ameide-dev', { tenant: 'acme', code: 'custom' })) !== undefined);
    const grant = ['create', 'clusterrolebinding', 'test-admins', '--clusterrole=cluster-admin', '--group=test-admins'];
    await kubectl(cluster, grant);
    await until(async () => (await walls('tenant-acme-dev-cust', ADA))?.includes('only operators'));
  });
  after(() => cluster?.stop());

  const domain = (namespace: string, tenancy: object) => ({
    apiVersion: 'ameide.io/v1alpha1',
    kind: 'Domain',
    metadata: { name: 'orders', namespace },
    spec: { image: IMAGE, tenancy },
  });
  const dryRun = (object: object, args: readonly string[] = []) =>
    kubectl(cluster, ['create', '--dry-run=server', '-f', '-', ...args], { input: stringify(object) }).then(
      () => undefined,
      (error: Error) => error.message,
    );
  const refusal = (namespace: string, tenancy: object) => dryRun(domain(namespace, tenancy));
  const walls = (namespace: string, args: readonly string[]) =>
    dryRun(
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'open', namespace },
        spec: { podSelector: {}, egress: [{}], policyTypes: ['Egress'] },
      },
      args,
    );

  it('let custom code only into the namespaces of its tenant that are for it', async () => {
    const custom = { tenant: 'acme', code: 'custom' };
    assert.equal(await refusal('tenant-acme-dev-cust', custom), undefined);
    for (const namespace of ['ameide-dev', 'tenant-acme-dev-base', 'tenant-other-dev-cust', 'tenant-fake-dev-cust']) {
      assert.match(
        (await refusal(namespace, custom)) ?? '',
        new RegExp(`custom code of acme may not run in ${namespace}`),
      );
    }
  });

  it('let nothing else into a tenant’s namespaces, and the product where it belongs', async () => {
    for (const [namespace, tenancy, told] of [
      ['tenant-acme-dev-cust', {}, /runs only custom code of acme/],
      ['tenant-acme-dev-cust', { tenant: 'acme' }, /runs only custom code of acme/],
      ['tenant-acme-dev-base', { tenant: 'other' }, /runs only product code of acme/],
      ['tenant-acme-dev-base', {}, /runs only product code of acme/],
      ['tenant-acme-dev-base', { tenant: 'acme' }, undefined],
      ['ameide-dev', {}, undefined],
      ['ameide-dev', { tenant: 'acme' }, undefined],
    ] as const) {
      const message = await refusal(namespace, tenancy);
      if (told === undefined) assert.equal(message, undefined, namespace);
      else assert.match(message ?? '', told);
    }
  });

  it('see a primitive that becomes custom code, and let one that was misplaced before be changed otherwise', async () => {
    const apply = (object: object, ...args: string[]) =>
      kubectl(cluster, ['apply', ...args, '-f', '-'], { input: stringify(object) });
    await apply(domain('ameide-dev', {}));
    await assert.rejects(apply(domain('ameide-dev', { tenant: 'acme', code: 'custom' })), /may not run in ameide-dev/);
    const label = ['label', 'namespace', 'ameide-dev', '--overwrite'];
    await kubectl(cluster, [...label, 'ameide.io/tenant=acme', 'ameide.io/code=custom']);
    await until(() =>
      apply(domain('ameide-dev', { tenant: 'acme', code: 'custom' })).then(
        () => true,
        () => false,
      ),
    );
    await kubectl(cluster, [...label, 'ameide.io/tenant-', 'ameide.io/code-']);
    await until(
      async () =>
        (await dryRun({
          ...domain('ameide-dev', { tenant: 'acme', code: 'custom' }),
          metadata: { name: 'b', namespace: 'ameide-dev' },
        })) !== undefined,
    );
    await kubectl(cluster, ['label', 'domain', 'orders', '-n', 'ameide-dev', 'still=changeable']);
    await kubectl(cluster, ['delete', 'domain', 'orders', '-n', 'ameide-dev']);
  });

  it('are about every kind that says whose it is', () => {
    const files = readdirSync(join(CHARTS, 'crds')).map((file) => readFileSync(join(CHARTS, 'crds', file), 'utf8'));
    const kinds = files.map((text) => parseAllDocuments(text)[0]!.toJS() as Crd);
    const without = kinds.filter(
      ({ spec }) => !('tenancy' in spec.versions[0]!.schema.openAPIV3Schema.properties.spec.properties),
    );
    assert.deepEqual(
      without.map(({ spec }) => spec.names.kind),
      ['AmeideTenant'],
    );
  });

  it('let only operators write NetworkPolicies in the namespaces of tenants', async () => {
    assert.equal(await walls('ameide-dev', ADA), undefined);
    for (const namespace of ['tenant-acme-dev-cust', 'tenant-acme-dev-base']) {
      assert.match((await walls(namespace, ADA)) ?? '', /only operators write NetworkPolicies/);
      const operator = [
        '--as=system:serviceaccount:ameide-system:ameide-domain-operator',
        '--as-group=test-admins',
        '--as-group=system:serviceaccounts:ameide-system',
      ];
      assert.equal(await walls(namespace, operator), undefined);
    }
  });
});
