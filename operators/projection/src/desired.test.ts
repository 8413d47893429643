import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { StoredObject } from '@ameide/operator-kit';
import { validSpecs } from '@ameide/operator-kit/schema/testing';
import {
  AUTOSCALER,
  CRON_JOB,
  DATABASE,
  DATABASE_ROLE,
  DEPLOYMENT,
  DISRUPTION_BUDGET,
  imageOf,
  JOB,
  NETWORK_POLICY,
  SECRET,
  SERVICE,
  SERVICE_MONITOR,
} from '@ameide/primitives/objects';
import type { V1CronJobSpec, V1DeploymentSpec, V1PodSpec } from '@kubernetes/client-node';
import fc from 'fast-check';
import { aCluster, aProjection, CONSUMER, image, QUERY } from './projection.fixture.ts';
import { projection as projectionKind } from './resource.ts';

const storage = {
  cluster: 'postgres',
  views: [
    { name: 'daily_totals', refresh: '5 * * * *' },
    { name: 'top_customers', refresh: '0 3 * * *', timeoutSeconds: 60 },
  ],
};
const variables = ({ containers }: V1PodSpec) =>
  Object.fromEntries(
    containers[0]!.env!.map(({ name, value, valueFrom }) => [name, value ?? valueFrom?.secretKeyRef?.name]),
  );

/** A Projection that has been built and rolled out. */
function running(object = aProjection()) {
  const cluster = aCluster();
  cluster.run(object);
  return cluster;
}

describe('a Projection', () => {
  it('comes to be step by step: roles, database, tables, roll-out', () => {
    const cluster = aCluster();
    const orders = aProjection({ storage });
    const made = () => cluster.reconcile(orders).filter((name) => /^(Database|Job|CronJob|Deployment)\//.test(name));
    assert.deepEqual(made(), []);
    cluster.applyDatabase();
    assert.deepEqual(made(), ['Database/orders-projection']);
    cluster.applyDatabase();
    const [, job, ...others] = made();
    assert.match(job!, /^Job\/orders-rebuild-[a-f0-9]{10}$/);
    assert.deepEqual(others, []);
    cluster.endJob('Complete');
    const names = made();
    assert.deepEqual(
      names.filter((name) => name.startsWith('Deployment/')),
      [`Deployment/${QUERY}`, `Deployment/${CONSUMER}`],
    );
    assert.equal(names.filter((name) => name.startsWith('CronJob/')).length, 2);
    assert.deepEqual(cluster.jobs(), [job!.slice('Job/'.length)]);
  });

  it('tells each pod what to do and as which role of the database', () => {
    const cluster = running(
      aProjection({ storage, sources: [{ context: 'orders' }, { context: 'crm', from: 'now' }] }),
    );
    const cronJob = cluster.all(CRON_JOB)[0]!.metadata.name;
    const pods = [
      cluster.podOf(DEPLOYMENT, QUERY),
      cluster.podOf(DEPLOYMENT, CONSUMER),
      cluster.podOf(JOB, cluster.jobs()[0]!),
      cluster.podOf(CRON_JOB, cronJob),
    ].map(variables);
    assert.deepEqual(
      pods.map(({ PROJECTION_MODE, DATABASE_URL, PROJECTION_VIEW }) => [
        PROJECTION_MODE,
        DATABASE_URL,
        PROJECTION_VIEW,
      ]),
      [
        ['query', 'orders-projection-app', undefined],
        ['consume', 'orders-projection-app', undefined],
        ['rebuild', 'orders-projection-owner', undefined],
        ['refresh', 'orders-projection-owner', 'daily_totals'],
      ],
    );
    for (const pod of pods) {
      assert.deepEqual(JSON.parse(pod.PROJECTION_SOURCES!), [
        { context: 'orders', topic: 'ameide.orders.events', from: 'beginning' },
        { context: 'crm', topic: 'ameide.crm.events', from: 'now' },
      ]);
      assert.equal(pod.KAFKA_BROKERS, 'kafka.kafka.svc:9092');
      assert.equal(pod.DATABASE_APP_ROLE, 'orders_projection_app');
    }
  });

  it('runs consumers with resources, replicas and a command of their own, which are those of Jobs, too', () => {
    const consumer = { replicas: 3, resources: 'large', command: ['node', 'follow.ts'] } as const;
    const cluster = running(aProjection({ storage, resources: 'tiny', scaling: { replicas: 5 }, consumer }));
    const deployment = cluster.spec<V1DeploymentSpec>(DEPLOYMENT, CONSUMER);
    assert.equal(deployment.replicas, 3);
    assert.equal(cluster.spec<V1DeploymentSpec>(DEPLOYMENT, QUERY).replicas, 5);
    const main = (pod: V1PodSpec) => pod.containers[0]!;
    const query = main(cluster.podOf(DEPLOYMENT, QUERY));
    assert.deepEqual([query.command, query.resources?.limits?.memory], [undefined, '128Mi']);
    for (const pod of [
      cluster.podOf(DEPLOYMENT, CONSUMER),
      cluster.podOf(JOB, cluster.jobs()[0]!),
      cluster.podOf(CRON_JOB, cluster.all(CRON_JOB)[0]!.metadata.name),
    ]) {
      assert.deepEqual([main(pod).command, main(pod).resources?.limits?.memory], [consumer.command, '2Gi']);
    }
  });

  it('has probes for what serves and for what follows, and none for what ends', () => {
    const cluster = running(aProjection({ port: 9000 }));
    for (const name of [QUERY, CONSUMER]) {
      const { readinessProbe, ports } = cluster.podOf(DEPLOYMENT, name).containers[0]!;
      assert.equal(readinessProbe?.httpGet?.path, '/readyz');
      assert.deepEqual(
        ports?.map(({ containerPort }) => containerPort),
        [9000, 9464],
      );
    }
    assert.equal(cluster.podOf(JOB, cluster.jobs()[0]!).containers[0]?.readinessProbe, undefined);
  });

  it('has pods of which each belongs to one selector only, and calls go to those that answer queries', () => {
    const cluster = running(aProjection({ storage }));
    const labelsOf = (object: StoredObject) => {
      const { template, jobTemplate } = object.spec as V1DeploymentSpec & V1CronJobSpec;
      return (template ?? jobTemplate.spec!.template).metadata!.labels!;
    };
    const matches = (selector: Record<string, string>, labels: Record<string, string>) =>
      Object.entries(selector).every(([name, value]) => labels[name] === value);
    const deployments = cluster.all(DEPLOYMENT);
    const pods = [...deployments, ...cluster.all(JOB), ...cluster.all(CRON_JOB)].map(labelsOf);
    for (const deployment of deployments) {
      const { selector } = deployment.spec as V1DeploymentSpec;
      const taken = pods.filter((labels) => matches(selector.matchLabels!, labels));
      assert.deepEqual(taken, [labelsOf(deployment)], deployment.metadata.name);
    }
    const query = labelsOf(cluster.get(DEPLOYMENT, QUERY)!);
    const selecting = [
      cluster.spec<{ selector: Record<string, string> }>(SERVICE, QUERY).selector,
      cluster.spec<{ selector: { matchLabels: Record<string, string> } }>(DISRUPTION_BUDGET, QUERY).selector
        .matchLabels,
    ];
    for (const selector of selecting)
      assert.deepEqual(
        pods.filter((labels) => matches(selector, labels)),
        [query],
      );
    const policy = cluster.spec<{ podSelector: { matchLabels: Record<string, string> } }>(NETWORK_POLICY, QUERY);
    assert.ok(pods.every((labels) => matches(policy.podSelector.matchLabels, labels)));
  });

  it('lets Prometheus read both kinds of pods, and the operator ask for the status', () => {
    const cluster = running();
    const { selector } = cluster.spec<{ selector: { matchLabels: Record<string, string> } }>(SERVICE_MONITOR, QUERY);
    for (const name of [QUERY, CONSUMER]) {
      const service = cluster.get(SERVICE, name)!;
      const { ports } = service.spec as { ports: { name: string }[] };
      assert.ok(ports.some((port) => port.name === 'metrics'));
      for (const [label, value] of Object.entries(selector.matchLabels)) {
        assert.equal(service.metadata.labels?.[label], value);
      }
    }
    const { ingress } = cluster.spec<{ ingress: { from: unknown[]; ports: unknown[] }[] }>(NETWORK_POLICY, QUERY);
    const operators = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ameide-system' } } };
    const rule = ingress.find(({ from }) => JSON.stringify(from).includes(JSON.stringify(operators)));
    assert.deepEqual(rule?.ports, [{ port: 'http', protocol: 'TCP' }]);
  });

  it('scales what answers queries, and nothing else', () => {
    const cluster = running(aProjection({ scaling: { replicas: 2, autoscaling: { maxReplicas: 9 } } }));
    assert.deepEqual(
      cluster.all(AUTOSCALER).map(({ spec }) => (spec as { scaleTargetRef: { name: string } }).scaleTargetRef.name),
      [QUERY],
    );
  });

  it('starts pods again when a credential is replaced', () => {
    const cluster = running();
    const credentials = () =>
      [QUERY, CONSUMER].map((name) => {
        return cluster.spec<V1DeploymentSpec>(DEPLOYMENT, name).template.metadata?.annotations?.[
          'ameide.io/credentials'
        ];
      });
    const before = credentials();
    const { metadata } = cluster.get(SECRET, 'orders-projection-app')!;
    cluster.change(SECRET, 'orders-projection-app', { metadata: { ...metadata, uid: 'another' } });
    cluster.pass(aProjection());
    for (const [index, value] of credentials().entries()) assert.notEqual(value, before[index]);
  });

  it('refreshes each view at its time, in UTC, never twice at once, and forgets a view that is gone', () => {
    const cluster = running(aProjection({ storage }));
    const specs = cluster.all(CRON_JOB).map(({ spec }) => spec as V1CronJobSpec);
    assert.deepEqual(
      specs.map(({ schedule, timeZone, concurrencyPolicy, jobTemplate }) => [
        schedule,
        timeZone,
        concurrencyPolicy,
        jobTemplate.spec?.activeDeadlineSeconds,
      ]),
      [
        ['5 * * * *', 'Etc/UTC', 'Forbid', 3600],
        ['0 3 * * *', 'Etc/UTC', 'Forbid', 60],
      ],
    );
    cluster.pass(aProjection({ storage: { ...storage, views: storage.views.slice(1) } }));
    assert.equal(cluster.all(CRON_JOB).length, 1);
  });
});

describe('a Projection that may not run', () => {
  it('is refused outside its place and with an image from elsewhere', () => {
    assert.equal(aCluster().refusal(aProjection({}, { namespace: 'default' })), 'PlacementRefused');
    const elsewhere = `registry.example.com/ameide-evil/orders@sha256:${'a'.repeat(64)}`;
    assert.equal(aCluster().refusal(aProjection({ image: elsewhere })), 'ImageRefused');
  });

  it('is left as it is while it is paused, also when a rebuild is asked for', () => {
    const cluster = running(aProjection({ storage }));
    const before = cluster.all();
    cluster.pass(aProjection({ paused: true, image: image('b'), scaling: { replicas: 9 } }, { rebuild: 'now' }));
    assert.deepEqual(cluster.all(), before);
  });

  it('is not built without CloudNativePG, and has no monitor without Prometheus', () => {
    const cluster = aCluster([DATABASE, DATABASE_ROLE, SERVICE_MONITOR]);
    const made = cluster.reconcile(aProjection({ storage }));
    assert.ok(made.includes(`Service/${QUERY}`));
    assert.ok(!made.some((name) => /^(Database|DatabaseRole|Job|CronJob|Deployment|ServiceMonitor)\//.test(name)));
  });
});

it('is the same for the same, and names nothing that Kubernetes would refuse, whatever the spec', () => {
  fc.assert(
    fc.property(
      validSpecs(projectionKind),
      fc.option(fc.string({ maxLength: 400 }), { nil: undefined }),
      (spec, rebuild) => {
        const object = aProjection(
          { ...spec, image: image('c'), tenancy: {}, paused: false },
          rebuild === undefined ? {} : { rebuild },
        );
        const cluster = aCluster();
        cluster.run(object);
        const before = cluster.all();
        const said = cluster.look(object);
        assert.deepEqual(cluster.pass(object), said);
        assert.deepEqual(cluster.all(), before);
        for (const { kind, metadata } of before) {
          assert.match(metadata.name, /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/);
          if (kind === CRON_JOB.kind) assert.ok(metadata.name.length <= 52);
        }
        assert.equal(
          new Set(cluster.all(CRON_JOB).map(({ metadata }) => metadata.name)).size,
          spec.storage.views?.length ?? 0,
        );
        assert.deepEqual(cluster.all(DEPLOYMENT).map(imageOf), [image('c'), image('c')]);
      },
    ),
  );
});
