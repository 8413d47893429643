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
  thirdPartyCrds,
} from '@ameide/operator-kit/testing';
import { until } from '@ameide/test-kit';
import { parseAllDocuments, stringify } from 'yaml';
import { tenantNamespace } from '../src/names.ts';
import { namespaceObject } from '../src/namespaces.ts';
import { aTenant } from '../src/tenant.fixture.ts';

/** Somebody who may do anything that no policy forbids. */
const ADA = ['--as=ada', '--as-group=test-admins'];
const FILES = join(import.meta.dirname, '../../../charts/ameide-operators/files');
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
      readdirSync(join(FILES, 'crds')).map((file) => readFileSync(join(FILES, 'crds', file), 'utf8')),
    );
    await installCrds(cluster, await thirdPartyCrds('gateway-api', 'httproutes', 'grpcroutes', 'tlsroutes'));
    await kubectl(cluster, ['apply', '-f', join(FILES, 'policies')]);
    for (const tenant of ['acme', 'other'])
      await giveHosts(tenant, [`${tenant}.example.com`, `api.${tenant}.example.com`]);
    await giveHosts('none', []);
    for (const name of ['ameide-dev', 'tenant-fake-dev-cust']) await kubectl(cluster, ['create', 'namespace', name]);
    // The server takes a moment to enforce a new policy.
    await until(async () => (await refusal('ameide-dev', { tenant: 'acme', code: 'custom' })) !== undefined);
    const grant = ['create', 'clusterrolebinding', 'test-admins', '--clusterrole=cluster-admin', '--group=test-admins'];
    await kubectl(cluster, grant);
    await until(async () => (await walls('tenant-acme-dev-cust', ADA))?.includes('only operators'));
    await until(async () => (await dryRun(route('tenant-none-dev-cust', ['app.example.com']))) !== undefined);
  });
  after(() => cluster?.stop());

  /** The namespaces of a tenant with these hosts, as its operator makes them. */
  const giveHosts = async (name: string, hosts: string[]) => {
    for (const code of ['product', 'custom'] as const) {
      const namespace = namespaceObject(aTenant({ identity: { hosts } }, { name }), tenantNamespace(name, 'dev', code));
      await kubectl(cluster, ['apply', '-f', '-'], { input: stringify(namespace) });
    }
  };
  const route = (namespace: string, hostnames?: readonly string[], { kind = 'HTTPRoute', path = '/' } = {}) => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind,
    metadata: { name: 'route', namespace },
    spec: {
      parentRefs: [{ name: 'ameide', namespace: 'ameide-system' }],
      ...(hostnames && { hostnames }),
      rules: [
        {
          ...(kind === 'HTTPRoute' && { matches: [{ path: { type: 'PathPrefix', value: path } }] }),
          backendRefs: [{ name: 'workspace', port: 80 }],
        },
      ],
    },
  });
  /** As operators do it. */
  const apply = (object: object, ...args: string[]) =>
    kubectl(cluster, ['apply', '--server-side', ...args, '-f', '-'], { input: stringify(object) });

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
    const files = readdirSync(join(FILES, 'crds')).map((file) => readFileSync(join(FILES, 'crds', file), 'utf8'));
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

  it('let routes in a tenant’s namespaces have only the tenant’s hosts', async () => {
    for (const namespace of ['tenant-acme-dev-cust', 'tenant-acme-dev-base']) {
      for (const hosts of [['acme.example.com'], ['api.acme.example.com', 'acme.example.com']]) {
        assert.equal(await dryRun(route(namespace, hosts)), undefined);
      }
      for (const hosts of [
        ['app.example.com'],
        ['other.example.com'],
        ['acme.example.com', 'other.example.com'],
        ['*.example.com'],
        ['*.acme.example.com'],
        ['more.acme.example.com'],
        ['example.com'],
      ]) {
        const message = (await dryRun(route(namespace, hosts))) ?? '';
        const foreign = hosts.filter((host) => host !== 'acme.example.com').join(', ');
        assert.ok(
          message.includes(
            `a route in ${namespace} may not have ${foreign}; identity.hosts of AmeideTenant acme lists those that it may have: acme.example.com, api.acme.example.com`,
          ),
          message,
        );
      }
    }
    assert.match(
      (await dryRun(route('tenant-none-dev-cust', ['app.example.com']))) ?? '',
      /may not have app\.example\.com; identity\.hosts of AmeideTenant none lists those that it may have: none/,
    );
  });

  it('let no route there be for every host', async () => {
    for (const object of [route('tenant-acme-dev-cust'), route('tenant-acme-dev-cust', [])]) {
      assert.match(
        (await dryRun(object)) ?? '',
        /a route without hostnames would take every host; .*: acme\.example\.com, api/,
      );
    }
  });

  it('see every kind of route that has hosts', async () => {
    for (const kind of ['GRPCRoute', 'TLSRoute']) {
      assert.equal(await dryRun(route('tenant-acme-dev-cust', ['acme.example.com'], { kind })), undefined);
      assert.match(
        (await dryRun(route('tenant-acme-dev-cust', ['app.example.com'], { kind }))) ?? '',
        /may not have app\.example\.com/,
      );
    }
  });

  it('leave the routes of other namespaces alone', async () => {
    for (const hosts of [undefined, ['app.example.com'], ['*.example.com']]) {
      assert.equal(await dryRun(route('ameide-dev', hosts)), undefined);
    }
  });

  it('see a route that takes one more host, and let one that lost its host go, but not change', async () => {
    const namespace = 'tenant-acme-dev-cust';
    await apply(route(namespace, ['acme.example.com']));
    await assert.rejects(
      apply(route(namespace, ['acme.example.com', 'app.example.com'])),
      /may not have app\.example\.com/,
    );
    await giveHosts('acme', ['new.example.com']);
    const callback = route(namespace, ['acme.example.com'], { path: '/auth/callback' });
    await until(async () => (await apply(callback, '--dry-run=server').catch(() => 'refused')) === 'refused');
    await kubectl(cluster, ['label', 'httproute', 'route', `--namespace=${namespace}`, 'still=here']);
    await apply(route(namespace, ['new.example.com']));
    await kubectl(cluster, ['delete', 'httproute', 'route', `--namespace=${namespace}`]);
  });

  it('rest on namespaces that a tenant’s own administrators cannot change', async () => {
    const namespace = 'tenant-other-dev-cust';
    // What the ClusterRole `admin` is put together from; here is no controller that does it.
    for (const role of ['view', 'edit', 'admin']) {
      const binding = ['create', 'rolebinding', `tenant-${role}`, `--namespace=${namespace}`, '--user=bob'];
      await kubectl(cluster, [...binding, `--clusterrole=system:aggregate-to-${role}`]);
    }
    const asBob = (...args: string[]) => kubectl(cluster, [...args, `--namespace=${namespace}`, '--as=bob']);
    await until(() =>
      asBob('create', 'rolebinding', 'more', '--user=eve', '--clusterrole=system:aggregate-to-edit').then(
        () => true,
        () => false,
      ),
    );
    for (const change of [
      ['annotate', 'namespace', namespace, '--overwrite', 'ameide.io/hosts=app.example.com'],
      ['label', 'namespace', namespace, 'ameide.io/tenant-'],
    ]) {
      await assert.rejects(asBob(...change), /User "bob" cannot patch resource "namespaces"/);
    }
    for (const subresource of ['', 'status', 'finalize']) {
      const mayUpdate = ['auth', 'can-i', 'update', `namespaces/${namespace}`, `--subresource=${subresource}`];
      await kubectl(cluster, [...mayUpdate, ...ADA]);
      await assert.rejects(asBob(...mayUpdate), `bob may update ${subresource}`);
    }
  });
});
