import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { StoredObject } from '@ameide/operator-kit';
import { admit } from '@ameide/operator-kit/schema';
import { validSpecs } from '@ameide/operator-kit/schema/testing';
import {
  AUTOSCALER,
  DATABASE,
  DATABASE_ROLE,
  DEPLOYMENT,
  DISRUPTION_BUDGET,
  NETWORK_POLICY,
  SECRET,
  SERVICE,
  SERVICE_MONITOR,
} from '@ameide/primitives/objects';
import type { V1DeploymentSpec, V1JobSpec, V1PodSpec } from '@kubernetes/client-node';
import fc from 'fast-check';
import { aCluster, aDomain, aDomainWithData, image } from './domain.fixture.ts';
import { domain } from './resource.ts';

const podOf = (object: StoredObject | undefined): V1PodSpec =>
  (object!.spec as V1DeploymentSpec | V1JobSpec).template.spec!;
const imageOf = (object: StoredObject | undefined) => podOf(object).containers[0]?.image;
const variables = (object: StoredObject | undefined) =>
  Object.fromEntries(
    podOf(object).containers[0]!.env!.map(({ name, value, valueFrom }) => [
      name,
      value ?? valueFrom?.secretKeyRef ?? valueFrom?.configMapKeyRef,
    ]),
  );

describe('a Domain without data', () => {
  it('is a Deployment with all that it takes to run it, at once', () => {
    const cluster = aCluster();
    assert.deepEqual(cluster.reconcile(aDomain()).toSorted(), [
      'Deployment/orders-domain',
      'NetworkPolicy/orders-domain',
      'PodDisruptionBudget/orders-domain',
      'Service/orders-domain',
      'ServiceAccount/orders-domain',
      'ServiceMonitor/orders-domain',
    ]);
  });

  it('runs by the restricted Pod Security Standard, without a token for the API server', () => {
    const cluster = aCluster();
    cluster.reconcile(aDomain());
    const pod = podOf(cluster.get(DEPLOYMENT, 'orders-domain'));
    assert.equal(pod.automountServiceAccountToken, false);
    assert.equal(pod.securityContext?.runAsNonRoot, true);
    assert.equal(pod.securityContext?.seccompProfile?.type, 'RuntimeDefault');
    assert.deepEqual(pod.containers[0]?.securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  it('has the resources of its class', () => {
    const cluster = aCluster();
    cluster.reconcile(aDomain({ resources: 'large' }));
    const { resources } = podOf(cluster.get(DEPLOYMENT, 'orders-domain')).containers[0]!;
    assert.deepEqual(resources, { requests: { cpu: '1', memory: '2Gi' }, limits: { memory: '2Gi' } });
  });

  it('has the standard variables and its own', () => {
    const cluster = aCluster();
    const env = [
      { name: 'PAGE_SIZE', value: '10' },
      { name: 'KEY', secret: { name: 'payments', key: 'api' } },
    ];
    cluster.reconcile(
      aDomain({ env, port: 9000, uses: [{ kind: 'Agent', name: 'price-bot', namespace: 'ameide-dev' }] }),
    );
    const found = variables(cluster.get(DEPLOYMENT, 'orders-domain'));
    assert.equal(found.OIDC_ISSUER, 'https://id.example.com/realms/ameide');
    assert.equal(found.PAGE_SIZE, '10');
    assert.deepEqual(found.KEY, { name: 'payments', key: 'api' });
    assert.equal(found.PORT, '9000');
    assert.equal(found.AMEIDE_AGENT_PRICE_BOT_URL, 'http://price-bot-agent.ameide-dev.svc');
  });

  it('takes the issuer of the tenant whose namespace it is in, which may have a realm of its own', () => {
    const cluster = aCluster();
    for (const [code, suffix] of [
      ['product', 'base'],
      ['custom', 'cust'],
    ] as const) {
      cluster.reconcile(aDomain({ tenancy: { tenant: 'acme', code } }, { namespace: `tenant-acme-dev-${suffix}` }));
      const found = variables(cluster.get(DEPLOYMENT, 'orders-domain'));
      assert.deepEqual(found.OIDC_ISSUER, { name: 'tenant-sign-in', key: 'issuer' });
    }
  });

  it('has the key with which services speak for users only if it is product code', () => {
    const cluster = aCluster();
    const tenancy = { tenant: 'acme', code: 'custom' } as const;
    const secretOf = (object: StoredObject | undefined) => variables(object).INTERNAL_SECRET;
    cluster.reconcile(aDomain());
    assert.deepEqual(secretOf(cluster.get(DEPLOYMENT, 'orders-domain')), { name: 'ameide-internal', key: 'secret' });
    cluster.reconcile(aDomain({ tenancy }, { namespace: 'tenant-acme-dev-cust' }));
    assert.equal(secretOf(cluster.get(DEPLOYMENT, 'orders-domain')), undefined);
  });

  it('has metrics where its monitor looks for them', () => {
    const cluster = aCluster();
    cluster.reconcile(aDomain());
    const { selector } = cluster.spec<{ selector: { matchLabels: Record<string, string> } }>(SERVICE_MONITOR);
    const { labels } = cluster.get(SERVICE, 'orders-domain')!.metadata;
    for (const [name, value] of Object.entries(selector.matchLabels)) assert.equal(labels?.[name], value);
  });

  it('is called only by primitives beside it, the Gateway and those that the spec lists', () => {
    const cluster = aCluster();
    cluster.reconcile(
      aDomain({ network: { from: [{ namespace: 'partners' }], to: [{ cidr: '203.0.113.0/24', port: 443 }] } }),
    );
    const { ingress, egress } = cluster.spec<{ ingress: unknown[]; egress: { to: unknown[] }[] }>(NETWORK_POLICY);
    const namespace = (name: string) => ({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
    });
    assert.deepEqual(ingress, [
      {
        from: [
          { podSelector: { matchLabels: { 'app.kubernetes.io/part-of': 'ameide' } } },
          namespace('envoys'),
          namespace('partners'),
        ],
        ports: [{ port: 'http', protocol: 'TCP' }],
      },
      { from: [namespace('observability')], ports: [{ port: 9464, protocol: 'TCP' }] },
    ]);
    assert.deepEqual(egress.at(-1)?.to, [{ ipBlock: { cidr: '203.0.113.0/24' } }]);
    assert.ok(!egress.some(({ to }) => JSON.stringify(to).includes('0.0.0.0/0')));
  });
});

describe('what a Domain may not ask for', () => {
  const faultsOf = (spec: object) => {
    const admission = admit(domain.spec, { image: image('a'), ...spec });
    return admission.admitted ? [] : admission.faults.map(({ message }) => message);
  };

  it('is a variable that its operator sets, which would be dropped without a word', () => {
    const env = [{ name: 'DATABASE_URL', value: 'postgresql://elsewhere' }];
    assert.match(faultsOf({ env, database: { cluster: 'postgres' } }).join(), /operator sets these .*DATABASE_URL/);
    assert.deepEqual(faultsOf({ env }), []);
  });

  it('is the port of its metrics', () => {
    assert.match(faultsOf({ port: 9464 }).join(), /9464.*choose another one/);
  });
});

describe('the scaling of a Domain', () => {
  const autoscaling = { replicas: 2, autoscaling: { maxReplicas: 9 } };
  const scaled = (by: string) => ({
    managedFields: [{ manager: by, subresource: 'scale', fieldsV1: { 'f:spec': { 'f:replicas': {} } } }],
  });

  it('gives replicas up only when the autoscaler owns them, so that they never fall back to one', () => {
    const cluster = aCluster();
    const replicas = () => cluster.spec<V1DeploymentSpec>(DEPLOYMENT).replicas;
    cluster.reconcile(aDomain({ scaling: { replicas: 4 } }));
    cluster.reconcile(aDomain({ scaling: autoscaling }));
    assert.equal(replicas(), 4);
    const { metadata } = cluster.get(DEPLOYMENT, 'orders-domain')!;
    cluster.change(DEPLOYMENT, 'orders-domain', { metadata: { ...metadata, ...scaled('kube-controller-manager') } });
    cluster.reconcile(aDomain({ scaling: autoscaling }));
    assert.equal(replicas(), undefined);
  });

  it('has an autoscaler only when asked for, and a budget only for more than one replica', () => {
    const cluster = aCluster();
    cluster.reconcile(aDomain({ scaling: autoscaling }));
    const { minReplicas, maxReplicas } = cluster.spec<Record<string, number>>(AUTOSCALER);
    assert.deepEqual([minReplicas, maxReplicas], [2, 9]);
    assert.ok(cluster.get(DISRUPTION_BUDGET, 'orders-domain'));
    cluster.reconcile(aDomain({ scaling: { replicas: 1 } }));
    assert.equal(cluster.get(AUTOSCALER, 'orders-domain'), undefined);
    assert.equal(cluster.get(DISRUPTION_BUDGET, 'orders-domain'), undefined);
  });
});

describe('a Domain with data', () => {
  it('comes to be step by step: roles, database, migration, roll-out', () => {
    const cluster = aCluster();
    const orders = aDomainWithData();
    assert.ok(!cluster.reconcile(orders).some((name) => /^(Database|Job|Deployment)\//.test(name)));
    cluster.applyDatabase();
    assert.ok(cluster.reconcile(orders).includes('Database/orders-domain'));
    assert.deepEqual(cluster.jobs(), []);
    cluster.applyDatabase();
    cluster.reconcile(orders);
    assert.equal(cluster.jobs().length, 1);
    assert.equal(cluster.get(DEPLOYMENT, 'orders-domain'), undefined);
    cluster.endJob('Complete');
    cluster.reconcile(orders);
    assert.equal(imageOf(cluster.get(DEPLOYMENT, 'orders-domain')), image('a'));
    assert.equal(cluster.jobs().length, 1);
  });

  it('migrates as the owner and serves as a role that may not change the schema, neither above row-level security', () => {
    const cluster = running();
    const urls = [cluster.jobs()[0], cluster.get(DEPLOYMENT, 'orders-domain')].map(
      (each) => variables(each).DATABASE_URL,
    );
    assert.deepEqual(urls, [
      { name: 'orders-domain-owner', key: 'uri' },
      { name: 'orders-domain-app', key: 'uri' },
    ]);
    for (const role of ['owner', 'app']) {
      const spec = cluster.spec(DATABASE_ROLE, `orders-domain-${role}`);
      assert.equal(spec.name, `orders_domain_${role}`);
      assert.deepEqual([spec.superuser, spec.bypassrls, spec.createdb, spec.createrole], [false, false, false, false]);
    }
    assert.equal(cluster.spec(DATABASE).owner, 'orders_domain_owner');
  });

  it('knows the database by its certificate, and mounts nothing else of the cluster’s Secret', () => {
    const cluster = running();
    const volume = podOf(cluster.get(DEPLOYMENT, 'orders-domain')).volumes?.find(({ name }) => name === 'database-ca');
    assert.deepEqual(volume?.secret, { secretName: 'postgres-ca', items: [{ key: 'ca.crt', path: 'ca.crt' }] });
    const { uri } = cluster.get(SECRET, 'orders-domain-app')!.data as { uri: string };
    const url = new URL(Buffer.from(uri, 'base64').toString());
    assert.equal(url.host, 'postgres-rw.ameide-dev.svc:5432');
    assert.equal(url.searchParams.get('sslmode'), 'verify-full');
  });

  it('makes credentials once, and pods start again when one is replaced', () => {
    const cluster = running();
    const secrets = cluster.secrets();
    const written = cluster.reconcile(aDomainWithData());
    assert.ok(!written.some((name) => name.startsWith('Secret/')));
    assert.deepEqual(cluster.secrets(), secrets);
    const credentials = () =>
      cluster.spec<V1DeploymentSpec>(DEPLOYMENT).template.metadata?.annotations?.['ameide.io/credentials'];
    const before = credentials();
    cluster.remove(SECRET, 'orders-domain-app');
    cluster.reconcile(aDomainWithData());
    const { metadata } = cluster.get(SECRET, 'orders-domain-app')!;
    cluster.change(SECRET, 'orders-domain-app', { metadata: { ...metadata, uid: 'another' } });
    cluster.reconcile(aDomainWithData());
    assert.notEqual(credentials(), before);
  });

  it('migrates again for a new image and for a new version of the schema, and for nothing else', () => {
    const cluster = running();
    const [first] = cluster.jobs();
    cluster.reconcile(
      aDomainWithData({ env: [{ name: 'A', value: 'b' }], resources: 'huge', scaling: { replicas: 5 } }),
    );
    assert.deepEqual(cluster.jobs(), [first]);
    cluster.reconcile(aDomainWithData({ image: image('b') }));
    const [second] = cluster.jobs();
    cluster.endJob('Complete');
    const migration = { schemaVersion: '8', command: ['node', 'src/migrate.ts'] };
    const next = aDomainWithData({ image: image('b'), database: { cluster: 'postgres', migration } });
    for (let pass = 0; pass < 2; pass++) cluster.reconcile(next);
    const [third] = cluster.jobs();
    assert.equal(new Set([first, second, third].map((job) => job?.metadata.name)).size, 3);
  });

  it('keeps what runs while it migrates and when the migration fails', () => {
    const cluster = running();
    const next = aDomainWithData({ image: image('b') });
    for (const step of [() => {}, () => cluster.endJob('Failed')]) {
      step();
      cluster.reconcile(next);
      assert.equal(imageOf(cluster.get(DEPLOYMENT, 'orders-domain')), image('a'));
      assert.equal(imageOf(cluster.jobs()[0]), image('b'));
    }
    cluster.remove({ apiVersion: 'batch/v1', kind: 'Job' }, cluster.jobs()[0]!.metadata.name);
    cluster.reconcile(next);
    cluster.endJob('Complete');
    cluster.reconcile(next);
    assert.equal(imageOf(cluster.get(DEPLOYMENT, 'orders-domain')), image('b'));
  });

  it('has pods of its migration that its Service and its budget do not take for servers', () => {
    const cluster = running();
    const labels = (cluster.jobs()[0]!.spec as V1JobSpec).template.metadata?.labels;
    const { selector } = cluster.spec<{ selector: Record<string, string> }>(SERVICE);
    assert.ok(Object.entries(selector).some(([name, value]) => labels?.[name] !== value));
    const policy = cluster.spec<{ podSelector: { matchLabels: object } }>(NETWORK_POLICY);
    for (const [name, value] of Object.entries(policy.podSelector.matchLabels)) assert.equal(labels?.[name], value);
  });
});

describe('a Domain that may not run', () => {
  it('is refused outside its place', () => {
    const custom = { tenancy: { tenant: 'acme', code: 'custom' } } as const;
    const places = [
      [{}, 'ameide-dev', true],
      [{}, 'ameide-prod', false],
      [{}, 'default', false],
      [{ tenancy: { tenant: 'acme' } }, 'tenant-acme-dev-base', true],
      [{ tenancy: { tenant: 'acme' } }, 'tenant-other-dev-base', false],
      [{ tenancy: { tenant: 'acme' } }, 'tenant-acme-dev-cust', false],
      [custom, 'tenant-acme-dev-cust', true],
      [custom, 'tenant-acme-dev-base', false],
      [custom, 'tenant-acme-prod-cust', false],
      [custom, 'ameide-dev', false],
    ] as const;
    for (const [spec, namespace, allowed] of places) {
      const refused = aCluster().refusal(aDomain(spec, { namespace }));
      assert.equal(refused, allowed ? undefined : 'PlacementRefused', `${JSON.stringify(spec)} in ${namespace}`);
    }
  });

  it('is refused with an image from elsewhere', () => {
    const elsewhere = `registry.example.com/ameide-evil/orders@sha256:${'a'.repeat(64)}`;
    assert.equal(aCluster().refusal(aDomain({ image: elsewhere })), 'ImageRefused');
  });

  it('is left as it is while it is paused', () => {
    const cluster = running();
    const before = cluster.all();
    cluster.reconcile(aDomainWithData({ paused: true, image: image('b'), scaling: { replicas: 9 } }));
    assert.deepEqual(cluster.all(), before);
  });
});

it('makes no database, and no Deployment that would need one, without CloudNativePG; and no monitor without Prometheus', () => {
  const cluster = aCluster([DATABASE_ROLE, SERVICE_MONITOR]);
  assert.ok(
    !cluster
      .reconcile(aDomainWithData())
      .some((name) => /^(Database|DatabaseRole|Deployment|ServiceMonitor)\//.test(name)),
  );
  assert.ok(cluster.reconcile(aDomain()).includes('Deployment/orders-domain'));
});

it('is the same for the same, and names nothing that Kubernetes would refuse, whatever the spec', () => {
  fc.assert(
    fc.property(validSpecs(domain), (spec) => {
      const registry = { image: image('c'), tenancy: {}, paused: false };
      const cluster = aCluster();
      const object = aDomain({ ...spec, ...registry });
      for (let pass = 0; pass < 3; pass++) {
        cluster.reconcile(object);
        cluster.applyDatabase();
      }
      if (cluster.jobs().length > 0) cluster.endJob('Complete');
      cluster.reconcile(object);
      const before = cluster.all();
      cluster.reconcile(object);
      assert.deepEqual(cluster.all(), before);
      for (const { metadata } of before) assert.match(metadata.name, /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/);
      assert.ok(cluster.get(DEPLOYMENT, 'orders-domain'));
    }),
  );
});

/** A Domain with data that has been rolled out. */
function running() {
  const cluster = aCluster();
  const orders = aDomainWithData();
  for (let pass = 0; pass < 2; pass++) {
    cluster.reconcile(orders);
    cluster.applyDatabase();
  }
  cluster.reconcile(orders);
  cluster.endJob('Complete');
  cluster.reconcile(orders);
  cluster.rollOut();
  return cluster;
}
