import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { validSpecs } from '@ameide/operator-kit/schema/testing';
import { CONFIG_MAP, DATABASE, DATABASE_ROLE, NETWORK_POLICY, SECRET, secretText } from '@ameide/primitives/objects';
import { testSettings } from '@ameide/primitives/testing';
import fc from 'fast-check';
import { WAITING } from './facts.ts';
import { NAMESPACE, RESOURCE_QUOTA, ROLE_BINDING } from './kinds.ts';
import { ameideTenant } from './resource.ts';
import { aCluster, aTenant, signIn } from './tenant.fixture.ts';

const BASE = 'tenant-acme-dev-base';
const CUST = 'tenant-acme-dev-cust';
const database = { cluster: 'postgres', namespace: 'ameide-dev' };
type Cluster = ReturnType<typeof aCluster>;
const namesOf = (cluster: Cluster, kind = NAMESPACE) =>
  cluster
    .all(kind)
    .map(({ metadata }) => metadata.name)
    .sort();
const hardOf = (cluster: Cluster, namespace: string) =>
  cluster.spec<{ hard: Record<string, string> }>(RESOURCE_QUOTA, 'tenant', namespace).hard;

describe('the namespaces of a tenant', () => {
  it('are those of section 6.3, for each environment', () => {
    const all = (sku: 'Namespace' | 'Private' | 'Shared', customCode: boolean) => {
      const cluster = aCluster();
      cluster.reconcile(aTenant({ sku, customCode, environments: ['dev', 'prod'], identity: { realm: 'own' } }));
      return namesOf(cluster);
    };
    const [base, cust] = ['base', 'cust'].map((end) => ['dev', 'prod'].map((lane) => `tenant-acme-${lane}-${end}`));
    assert.deepEqual(all('Shared', false), []);
    assert.deepEqual(all('Shared', true), cust);
    for (const sku of ['Namespace', 'Private'] as const) {
      assert.deepEqual(all(sku, false), base);
      assert.deepEqual(all(sku, true), [...base!, ...cust!].sort());
    }
  });

  it('say whose they are and what may run in them', () => {
    const cluster = aCluster();
    cluster.reconcile(aTenant({ customCode: true }));
    const labels = cluster.get(NAMESPACE, CUST)?.metadata.labels ?? {};
    assert.equal(labels['ameide.io/tenant'], 'acme');
    assert.equal(labels['ameide.io/environment'], 'dev');
    assert.equal(labels['ameide.io/code'], 'custom');
    assert.equal(labels['pod-security.kubernetes.io/enforce'], 'restricted');
    assert.equal(cluster.get(NAMESPACE, BASE)?.metadata.labels?.['ameide.io/code'], 'product');
  });

  it('come first, then their walls, and last who may see them', () => {
    const made = aCluster().reconcile(aTenant({ customCode: true, database, access: [{ kind: 'User', name: 'ada' }] }));
    const order = ['Namespace', 'ResourceQuota', 'Secret', 'DatabaseRole', 'RoleBinding'];
    const first = order.map((kind) => made.findIndex((name) => name.startsWith(`${kind}/`)));
    assert.deepEqual(
      first,
      first.toSorted((a, b) => a - b),
    );
    const lastWall = made.findLastIndex((name) => /^(Namespace|ResourceQuota|LimitRange|NetworkPolicy)\//.test(name));
    assert.ok(lastWall < made.findIndex((name) => name.startsWith('Secret/')));
  });

  it('are walled off: nothing comes in, and only names are asked for', () => {
    const cluster = aCluster();
    cluster.reconcile(aTenant({ customCode: true }));
    for (const namespace of [BASE, CUST]) {
      assert.deepEqual(cluster.spec(NETWORK_POLICY, 'default-deny', namespace), {
        podSelector: {},
        policyTypes: ['Ingress', 'Egress'],
      });
      const policies = cluster.all(NETWORK_POLICY).filter(({ metadata }) => metadata.namespace === namespace);
      assert.deepEqual(policies.map(({ metadata }) => metadata.name).sort(), ['allow-dns', 'default-deny']);
    }
  });

  it('reach the tenant’s database only where the product runs', () => {
    const cluster = aCluster();
    cluster.reconcile(aTenant({ customCode: true, database }));
    assert.match(JSON.stringify(cluster.spec(NETWORK_POLICY, 'allow-database', BASE)), /"cnpg.io\/cluster":"postgres"/);
    assert.equal(cluster.get(NETWORK_POLICY, 'allow-database', CUST), undefined);
  });

  it('have quotas by size, and no room for pods while the tenant is suspended', () => {
    const cluster = aCluster();
    const pods = (spec: Parameters<typeof aTenant>[0]) => {
      cluster.reconcile(aTenant(spec));
      return Number(hardOf(cluster, BASE).pods);
    };
    const sizes = (['small', 'medium', 'large'] as const).map((size) => pods({ size }));
    assert.deepEqual(
      sizes,
      sizes.toSorted((a, b) => a - b),
    );
    assert.ok(sizes[0]! > 0);
    assert.equal(pods({ suspend: true }), 0);
    assert.equal(hardOf(cluster, BASE)['services.loadbalancers'], '0');
  });
});

describe('a namespace that the spec no longer asks for', () => {
  const before = aTenant({ environments: ['dev', 'prod'], access: [{ kind: 'User', name: 'ada' }] });
  const inside = (cluster: Cluster) =>
    cluster.all().filter(({ metadata }) => metadata.namespace === 'tenant-acme-prod-base').length;

  it('stays as it is, with its walls, while data is retained', () => {
    const cluster = aCluster();
    cluster.reconcile(before);
    const parts = inside(cluster);
    cluster.reconcile(aTenant({ access: [{ kind: 'User', name: 'ada' }], size: 'large' }));
    assert.deepEqual(namesOf(cluster), [BASE, 'tenant-acme-prod-base']);
    assert.equal(inside(cluster), parts);
    assert.deepEqual(hardOf(cluster, 'tenant-acme-prod-base'), hardOf(cluster, BASE));
    const shared = aTenant({ sku: 'Shared', environments: ['prod'] });
    cluster.reconcile(shared);
    assert.deepEqual(namesOf(cluster), [BASE, 'tenant-acme-prod-base']);
  });

  it('goes as a whole if data may go: nothing in it is taken down before it', () => {
    const cluster = aCluster();
    cluster.reconcile(before);
    const parts = inside(cluster);
    cluster.reconcile(aTenant({ onDelete: 'delete' }));
    assert.deepEqual(namesOf(cluster), [BASE]);
    assert.equal(inside(cluster), parts);
  });
});

it('makes nothing in a namespace that somebody else has or is deleting, and everything in the others', () => {
  const cluster = aCluster();
  cluster.know({ taken: [CUST] });
  cluster.reconcile(aTenant({ customCode: true }));
  assert.deepEqual(namesOf(cluster), [BASE]);
  assert.ok(!cluster.all().some(({ metadata }) => metadata.namespace === CUST));
  cluster.know({ taken: [] });
  cluster.reconcile(aTenant({ customCode: true }));
  const { metadata } = cluster.get(NAMESPACE, CUST)!;
  cluster.change(NAMESPACE, CUST, { metadata: { ...metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } });
  const made = cluster.reconcile(aTenant({ customCode: true, size: 'large' }));
  assert.ok(!made.includes(`Namespace/${CUST}`));
  assert.equal(hardOf(cluster, CUST).pods, '50');
  assert.equal(hardOf(cluster, BASE).pods, '800');
});

describe('the secrets of a tenant', () => {
  it('are for the product only', () => {
    const cluster = aCluster();
    cluster.reconcile(aTenant({ customCode: true, database }));
    const secrets = cluster.all(SECRET).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    assert.deepEqual(secrets.sort(), [
      'ameide-dev/tenant-acme',
      `${BASE}/ameide-internal`,
      `${BASE}/tenant-database`,
      `${BASE}/tenant-sign-in`,
    ]);
  });

  it('have a signing key for each namespace that is drawn once', () => {
    const cluster = aCluster();
    const tenant = aTenant({ environments: ['dev', 'prod'] });
    const key = (lane: string) =>
      secretText(cluster.get(SECRET, 'ameide-internal', `tenant-acme-${lane}-base`), 'secret');
    cluster.reconcile(tenant);
    assert.deepEqual([key('dev'), key('prod')], ['key-of-dev', 'key-of-prod']);
    cluster.know({ newInternalKeys: { [BASE]: 'another' } });
    cluster.reconcile(tenant);
    assert.equal(key('dev'), 'key-of-dev');
    assert.equal(cluster.get(SECRET, 'ameide-internal', BASE)?.immutable, true);
    cluster.remove(SECRET, 'ameide-internal', BASE);
    cluster.reconcile(tenant);
    assert.equal(key('dev'), 'another');
  });

  it('come with the name of who signs its people in, which code made for the tenant gets too', () => {
    const cluster = aCluster();
    const tenant = aTenant({ customCode: true, identity: { realm: 'own' } });
    const issuers = () =>
      [BASE, CUST].map((namespace) => {
        const { data } = (cluster.get(CONFIG_MAP, 'tenant-sign-in', namespace) ?? {}) as { data?: { issuer: string } };
        return data?.issuer;
      });
    cluster.know({ identity: WAITING });
    cluster.reconcile(tenant);
    assert.deepEqual(issuers(), [undefined, undefined]);
    const issuer = 'https://id.example.com/realms/acme';
    cluster.know({ identity: { ...signIn, issuer } });
    cluster.reconcile(tenant);
    assert.deepEqual(issuers(), [issuer, issuer]);
    cluster.know({ identity: { fault: 'unreachable', message: '' } });
    cluster.reconcile(tenant);
    assert.deepEqual(issuers(), [issuer, issuer]);
    cluster.reconcile(aTenant({ customCode: true }));
    assert.deepEqual(issuers(), [testSettings.oidcIssuer, testSettings.oidcIssuer]);
  });

  it('say how people sign in, also while the identity provider says nothing', () => {
    const cluster = aCluster();
    const secret = () => secretText(cluster.get(SECRET, 'tenant-sign-in', BASE), 'client-secret');
    cluster.know({ identity: WAITING });
    cluster.reconcile(aTenant());
    assert.equal(secret(), undefined);
    cluster.know({ identity: { ...signIn, clientSecret: 'one' } });
    cluster.reconcile(aTenant());
    cluster.know({ identity: { fault: 'unreachable', message: '' } });
    cluster.reconcile(aTenant());
    assert.equal(secret(), 'one');
  });
});

describe('the database of a tenant', () => {
  it('has one name for the role, the database and its schema, and follows its owner', () => {
    const cluster = aCluster();
    const tenant = aTenant({ database, onDelete: 'delete' });
    cluster.reconcile(tenant);
    const role = cluster.spec(DATABASE_ROLE, 'tenant-acme', 'ameide-dev');
    assert.deepEqual([role.name, role.superuser, role.databaseRoleReclaimPolicy], ['tenant_acme', false, 'delete']);
    assert.equal(cluster.get(DATABASE, 'tenant-acme', 'ameide-dev'), undefined);
    cluster.applyDatabase();
    cluster.reconcile(tenant);
    assert.deepEqual(cluster.spec(DATABASE, 'tenant-acme', 'ameide-dev'), {
      cluster: { name: 'postgres' },
      name: 'tenant_acme',
      owner: 'tenant_acme',
      schemas: [{ name: 'tenant_acme', owner: 'tenant_acme' }],
      databaseReclaimPolicy: 'delete',
    });
  });

  it('has one password, which the product’s namespaces get with it', () => {
    const cluster = aCluster();
    const uri = () => new URL(secretText(cluster.get(SECRET, 'tenant-database', BASE), 'uri')!);
    cluster.reconcile(aTenant({ database }));
    cluster.know({ newPassword: 'drawn-later' });
    cluster.reconcile(aTenant({ database }));
    assert.equal(uri().password, 'a-password');
    assert.deepEqual([uri().host, uri().pathname], ['postgres-rw.ameide-dev.svc:5432', '/tenant_acme']);
    assert.equal(secretText(cluster.get(SECRET, 'tenant-database', BASE), 'ca.crt'), 'a certificate');
    cluster.remove(SECRET, 'tenant-acme', 'ameide-dev');
    cluster.reconcile(aTenant({ database }));
    assert.equal(uri().password, 'drawn-later');
    assert.equal(secretText(cluster.get(SECRET, 'tenant-acme', 'ameide-dev'), 'password'), 'drawn-later');
  });

  it('is not begun before its namespace is there, so that nobody is given a password that is kept nowhere', () => {
    const cluster = aCluster();
    cluster.know({ databaseHasNamespace: false });
    const made = cluster.reconcile(aTenant({ database }));
    assert.ok(made.includes('Secret/ameide-internal'));
    assert.ok(!made.some((name) => /tenant-acme$|tenant-database/.test(name)));
    cluster.know({ databaseHasNamespace: true });
    const then = cluster.reconcile(aTenant({ database }));
    assert.ok(then.indexOf('Secret/tenant-acme') < then.indexOf('Secret/tenant-database'));
  });

  it('is left out where CloudNativePG is missing, and everything else is there', () => {
    const cluster = aCluster([DATABASE, DATABASE_ROLE]);
    const made = cluster.reconcile(aTenant({ database }));
    assert.ok(made.includes(`Namespace/${BASE}`));
    assert.ok(!made.some((name) => /tenant-acme$|tenant-database/.test(name)));
  });
});

describe('a database that the spec no longer asks for', () => {
  /** A tenant's database as CloudNativePG has applied it. */
  const applied = (spec: Parameters<typeof aTenant>[0] = {}, name = 'acme') => {
    const cluster = aCluster();
    for (let pass = 0; pass < 2; pass++) {
      cluster.reconcile(aTenant({ database, ...spec }, { name }));
      cluster.applyDatabase();
    }
    return cluster;
  };
  const policies = (cluster: Cluster, namespace = 'ameide-dev') =>
    [DATABASE, DATABASE_ROLE].map((kind) => {
      const { spec } = cluster.get(kind, 'tenant-acme', namespace) ?? {};
      const policy = spec as { databaseReclaimPolicy?: string; databaseRoleReclaimPolicy?: string } | undefined;
      return policy && (policy.databaseReclaimPolicy ?? policy.databaseRoleReclaimPolicy);
    });
  const parts = (cluster: Cluster, namespace = 'ameide-dev') =>
    [DATABASE, DATABASE_ROLE, SECRET]
      .filter((kind) => cluster.get(kind, 'tenant-acme', namespace) !== undefined)
      .map(({ kind }) => kind);
  const ALL = ['Database', 'DatabaseRole', 'Secret'];

  it('stays while data is retained, with the policy that says so, and nobody in the product reaches it', () => {
    const cluster = applied({ onDelete: 'delete' });
    assert.deepEqual(policies(cluster), ['delete', 'delete']);
    for (let pass = 0; pass < 3; pass++) cluster.reconcile(aTenant());
    assert.deepEqual(parts(cluster), ALL);
    assert.deepEqual(policies(cluster), ['retain', 'retain']);
    assert.equal(cluster.get(SECRET, 'tenant-database', BASE), undefined);
  });

  for (const [when, passes] of [
    ['is set after it was taken out', ['retain', 'delete']],
    ['is set with it', ['delete']],
  ] as const) {
    it(`gets the policy first if \`delete\` ${when}, then goes: what is used after what uses it`, () => {
      const cluster = applied();
      for (const onDelete of passes) cluster.reconcile(aTenant({ onDelete }));
      assert.deepEqual(parts(cluster), ALL);
      assert.deepEqual(policies(cluster), ['delete', 'delete']);
      const steps = [1, 2, 3].map(() => {
        cluster.reconcile(aTenant({ onDelete: 'delete' }));
        return parts(cluster);
      });
      assert.deepEqual(steps, [['DatabaseRole', 'Secret'], ['Secret'], []]);
    });
  }

  it('is otherwise as it was', () => {
    const cluster = applied();
    const [schema, role] = [DATABASE, DATABASE_ROLE].map((kind) => cluster.spec(kind, 'tenant-acme', 'ameide-dev'));
    cluster.reconcile(aTenant({ onDelete: 'delete' }));
    assert.deepEqual(cluster.spec(DATABASE, 'tenant-acme', 'ameide-dev'), {
      ...schema,
      databaseReclaimPolicy: 'delete',
    });
    assert.deepEqual(cluster.spec(DATABASE_ROLE, 'tenant-acme', 'ameide-dev'), {
      ...role,
      databaseRoleReclaimPolicy: 'delete',
    });
  });

  it('is waited for while CloudNativePG takes it out: the role still owns it, and its password is still needed', () => {
    const cluster = applied();
    cluster.reconcile(aTenant({ onDelete: 'delete' }));
    const { metadata } = cluster.get(DATABASE, 'tenant-acme', 'ameide-dev')!;
    const leaving = { metadata: { ...metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
    cluster.change(DATABASE, 'tenant-acme', leaving, 'ameide-dev');
    const made = cluster.reconcile(aTenant({ onDelete: 'delete' }));
    assert.ok(!made.includes('Database/tenant-acme'), 'nothing can be changed about it any more');
    assert.deepEqual(parts(cluster).slice(-2), ['DatabaseRole', 'Secret']);
  });

  it('is not made again when somebody deletes its objects, and the rest stays', () => {
    const cluster = applied();
    cluster.reconcile(aTenant());
    cluster.remove(DATABASE, 'tenant-acme', 'ameide-dev');
    cluster.reconcile(aTenant());
    assert.deepEqual(parts(cluster), ['DatabaseRole', 'Secret']);
  });

  it('is another one if the spec asks for one elsewhere, and goes or stays beside that', () => {
    const cluster = applied();
    const elsewhere = { cluster: 'other', namespace: 'ameide-prod' };
    cluster.reconcile(aTenant());
    for (let pass = 0; pass < 5; pass++) {
      cluster.reconcile(aTenant({ database: elsewhere }));
      cluster.applyDatabase();
    }
    assert.deepEqual([parts(cluster), parts(cluster, 'ameide-prod')], [ALL, ALL]);
    const { cluster: of } = cluster.spec<{ cluster: unknown }>(DATABASE, 'tenant-acme', 'ameide-dev');
    assert.deepEqual(of, { name: 'postgres' });
    cluster.reconcile(aTenant({ database: elsewhere, onDelete: 'delete' }));
    assert.deepEqual(policies(cluster), ['delete', 'delete']);
    for (let pass = 0; pass < 3; pass++) {
      cluster.applyDatabase();
      cluster.reconcile(aTenant({ database: elsewhere, onDelete: 'delete' }));
    }
    assert.deepEqual([parts(cluster), parts(cluster, 'ameide-prod')], [[], ALL]);
  });

  it('is taken up again, as it is, if the spec asks for it again', () => {
    const cluster = applied();
    const password = () => secretText(cluster.get(SECRET, 'tenant-acme', 'ameide-dev'), 'password');
    const before = password();
    cluster.reconcile(aTenant());
    cluster.know({ newPassword: 'another' });
    cluster.reconcile(aTenant({ database }));
    assert.deepEqual([parts(cluster), password()], [ALL, before]);
    assert.ok(cluster.get(SECRET, 'tenant-database', BASE));
  });
});

describe('who may see a tenant’s namespaces', () => {
  const access = [
    { kind: 'Group', name: 'acme-admins', role: 'admin' },
    { kind: 'User', name: 'ada', role: 'edit' },
    { kind: 'User', name: 'bob' },
  ] as const;

  it('may do there what the spec says, and only look where the product runs', () => {
    const cluster = aCluster();
    cluster.reconcile(aTenant({ customCode: true, access }));
    const given = (namespace: string) =>
      cluster
        .all(ROLE_BINDING)
        .filter(({ metadata }) => metadata.namespace === namespace)
        .map(({ roleRef, subjects }) => {
          const names = (subjects as { name: string }[]).map(({ name }) => name);
          return `${(roleRef as { name: string }).name}: ${names.join()}`;
        })
        .sort();
    assert.deepEqual(given(CUST), ['admin: acme-admins', 'edit: ada', 'view: bob']);
    assert.deepEqual(given(BASE), ['view: acme-admins,ada,bob']);
    cluster.reconcile(aTenant({ customCode: true }));
    assert.deepEqual(cluster.all(ROLE_BINDING), []);
  });
});

it('wants the same twice, with names that Kubernetes takes, in namespaces of its own, whatever the spec', () => {
  const withoutDrawn = (made: readonly string[]) => made.filter((name) => !name.startsWith('Secret/'));
  fc.assert(
    fc.property(validSpecs(ameideTenant), validSpecs(ameideTenant), (spec, next) => {
      const cluster = aCluster();
      const allowed = new Set([spec, next].map((each) => each.database?.namespace));
      for (const tenant of [spec, next].map((each) => aTenant(each))) {
        // A database that was dropped goes step by step.
        for (let pass = 0; pass < 4; pass++) {
          const before = [...cluster.all(DATABASE), ...cluster.all(DATABASE_ROLE)];
          cluster.reconcile(tenant);
          const gone = before.filter(
            (part) => cluster.get(part, part.metadata.name, part.metadata.namespace) === undefined,
          );
          for (const part of gone) assert.match(JSON.stringify(part.spec), /ReclaimPolicy":"delete"/);
          assert.ok(gone.length === 0 || tenant.spec.onDelete === 'delete');
          cluster.applyDatabase();
        }
        assert.deepEqual(withoutDrawn(cluster.reconcile(tenant)), withoutDrawn(cluster.reconcile(tenant)));
        cluster.status(tenant);
        for (const { kind, metadata } of cluster.all()) {
          assert.match(metadata.name, /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/);
          const place = kind === 'Namespace' ? metadata.name : metadata.namespace;
          if (!allowed.has(place)) assert.match(place ?? '', /^tenant-acme-([a-z0-9]+|preview-[0-9]+)-(base|cust)$/);
          assert.ok(kind !== 'Secret' || !metadata.namespace?.endsWith('-cust'));
        }
      }
    }),
    { numRuns: 200 },
  );
});
