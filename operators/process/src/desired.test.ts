import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { StoredObject } from '@ameide/operator-kit';
import { validSpecs } from '@ameide/operator-kit/schema/testing';
import {
  AUTOSCALER,
  CONFIG_MAP,
  DEPLOYMENT,
  DISRUPTION_BUDGET,
  SERVICE,
  SERVICE_MONITOR,
} from '@ameide/primitives/objects';
import type { V1CronJobSpec, V1DeploymentSpec, V1PodSpec } from '@kubernetes/client-node';
import fc from 'fast-check';
import { type AProcess, aCluster, aProcess, definition, image, NOW, workersOf } from './process.fixture.ts';
import { processKind } from './resource.ts';
import { versionOf } from './version.ts';

const podOf = (object: StoredObject | undefined): V1PodSpec => (object!.spec as V1DeploymentSpec).template.spec!;
const variablesOf = (pod: V1PodSpec) =>
  Object.fromEntries(pod.containers[0]!.env!.map(({ name, value, valueFrom }) => [name, value ?? valueFrom]));
const selectorOf = (object: StoredObject | undefined) =>
  (object!.spec as V1DeploymentSpec).selector.matchLabels as Record<string, string>;

const v1 = aProcess();
const v2 = aProcess({ image: image('b') });
const v3 = aProcess({ image: image('c') });

describe('a Process', () => {
  it('is a Deployment for its version, with all that it takes to run it', () => {
    const cluster = aCluster();
    const version = versionOf(v1);
    assert.deepEqual(cluster.reconcile(v1).toSorted(), [
      `ConfigMap/otc-process-${version}`,
      `Deployment/otc-process-${version}`,
      'NetworkPolicy/otc-process',
      `PodDisruptionBudget/otc-process-${version}`,
      'Service/otc-process',
      'Service/otc-process-metrics',
      'ServiceAccount/otc-process',
      'ServiceMonitor/otc-process',
    ]);
  });

  it('tells its workers which version of what they are, in the variables that Temporal’s tools have', () => {
    const cluster = aCluster();
    const mine = [{ name: 'TEMPORAL_WORKER_BUILD_ID', value: 'mine' }];
    assert.throws(() => aProcess({ env: mine }), /operator sets these variables itself/);
    const env = [{ name: 'TEMPORAL_API_KEY', secret: { name: 'temporal', key: 'key' } }];
    const process = aProcess({ env, temporal: { namespace: 'sales', taskQueue: 'orders' } });
    cluster.reconcile(process);
    const found = variablesOf(podOf(cluster.get(DEPLOYMENT, workersOf(process))));
    const { TEMPORAL_API_KEY, ...temporal } = Object.fromEntries(
      Object.entries(found).filter(([name]) => name.startsWith('TEMPORAL_')),
    );
    assert.deepEqual(temporal, {
      TEMPORAL_ADDRESS: 'temporal-frontend.temporal.svc:7233',
      TEMPORAL_NAMESPACE: 'sales',
      TEMPORAL_TASK_QUEUE: 'orders',
      TEMPORAL_DEPLOYMENT_NAME: 'ameide-dev/otc',
      TEMPORAL_WORKER_BUILD_ID: versionOf(process),
    });
    assert.deepEqual(TEMPORAL_API_KEY, { secretKeyRef: { name: 'temporal', key: 'key' } });
    assert.equal(found.AMEIDE_DEFINITION_FILE, '/etc/ameide/process/definition/process.bpmn');
  });

  it('ties its workers to their definition: a ConfigMap of the version with the text, mounted and never changed', () => {
    const cluster = aCluster();
    cluster.reconcile(v1);
    const name = workersOf(v1);
    const { immutable, data } = cluster.get(CONFIG_MAP, name) as unknown as {
      immutable: boolean;
      data: { definition: string; record: string };
    };
    assert.deepEqual([immutable, data.definition], [true, '<bpmn/>']);
    assert.deepEqual(JSON.parse(data.record), {
      version: versionOf(v1),
      image: `sha256:${'a'.repeat(64)}`,
      definition: { id: 'order-to-cash', version: '12', digest: 'sha256:<bpmn/>' },
      temporal: { namespace: 'sales', taskQueue: 'otc' },
    });
    const volume = podOf(cluster.get(DEPLOYMENT, name)).volumes?.find(({ configMap }) => configMap);
    assert.equal(volume?.configMap?.name, name);
    cluster.find({ definition: cluster.definition('<changed/>') });
    assert.ok(!cluster.reconcile(v1).some((written) => written.startsWith('ConfigMap/')));
    assert.deepEqual((cluster.get(CONFIG_MAP, name) as { data?: unknown }).data, data);
  });

  it('changes the workers there are for anything but code and definition', () => {
    const cluster = aCluster();
    cluster.run(v1);
    const same = aProcess({
      resources: 'huge',
      scaling: { replicas: 5 },
      env: [{ name: 'A', value: 'b' }],
      uses: [{ kind: 'Domain', name: 'orders' }],
      image: image('a').replace('registry.example.com/ameide', 'registry.example.com/ameide/mirror'),
    });
    cluster.reconcile(same);
    assert.deepEqual(cluster.deployments(), [workersOf(v1)]);
    assert.equal(cluster.spec<V1DeploymentSpec>(DEPLOYMENT, workersOf(v1)).replicas, 5);
    for (const other of [v2, aProcess({ definition: definition('13') })]) {
      cluster.reconcile(other);
      assert.deepEqual(cluster.deployments(), [workersOf(v1), workersOf(other)].sort());
    }
  });

  it('has pods that select and count none of another version', () => {
    const cluster = aCluster();
    cluster.run(v1);
    cluster.reconcile(v2);
    for (const kind of [DEPLOYMENT, DISRUPTION_BUDGET]) {
      const [one, other] = [v1, v2].map((process) => selectorOf(cluster.get(kind, workersOf(process))));
      assert.notEqual(one?.['ameide.io/version'], other?.['ameide.io/version']);
    }
    const { metadata } = cluster.spec<V1DeploymentSpec>(DEPLOYMENT, workersOf(v2)).template;
    for (const [name, value] of Object.entries(selectorOf(cluster.get(DEPLOYMENT, workersOf(v2))))) {
      assert.equal(metadata?.labels?.[name], value);
    }
  });

  it('has an autoscaler for each version', () => {
    const cluster = aCluster();
    const scaling = { replicas: 2, autoscaling: { maxReplicas: 9 } };
    cluster.run(aProcess({ scaling }));
    cluster.run(aProcess({ scaling, image: image('b') }));
    const targets = cluster.all(AUTOSCALER).map(({ spec }) => (spec as { scaleTargetRef: object }).scaleTargetRef);
    assert.deepEqual(
      targets,
      [v1, v2].map((process) => ({ ...DEPLOYMENT, name: workersOf(process) })),
    );
  });
});

describe('the version that new workflows begin on', () => {
  const called = (cluster: ReturnType<typeof aCluster>) =>
    cluster.spec<{ selector: Record<string, string> }>(SERVICE, 'otc-process').selector['ameide.io/version'];

  it('is the one that callers reach; metrics come from all', () => {
    const cluster = aCluster();
    cluster.run(v1);
    cluster.reconcile(v2);
    assert.equal(called(cluster), versionOf(v1));
    cluster.run(v2);
    assert.equal(called(cluster), versionOf(v2));
    const metrics = cluster.spec<{ selector: Record<string, string>; ports: { name: string }[] }>(
      SERVICE,
      'otc-process-metrics',
    );
    assert.equal(metrics.selector['ameide.io/version'], undefined);
    const monitor = cluster.spec<{ selector: { matchLabels: object }; podTargetLabels: string[] }>(
      SERVICE_MONITOR,
      'otc-process',
    );
    assert.deepEqual(monitor.podTargetLabels, ['ameide.io/version']);
    const withMetrics = cluster
      .all(SERVICE)
      .filter(({ spec }) => (spec as typeof metrics).ports.some(({ name }) => name === 'metrics'));
    assert.deepEqual(
      withMetrics.map(({ metadata }) => metadata.name),
      ['otc-process-metrics'],
    );
  });

  it('stays where it is while Temporal does not answer', () => {
    const cluster = aCluster();
    cluster.run(v1);
    cluster.find({ temporal: { state: 'unreachable', message: 'no' } });
    cluster.reconcile(v2);
    assert.equal(called(cluster), versionOf(v1));
  });

  it('runs the compensations, one at a time, with the workers’ variables and files', () => {
    const compensations = [{ name: 'refunds', schedule: '30 2 * * *', command: ['node', 'src/refunds.ts'] }];
    const cluster = aCluster();
    const imageOf = () => (cluster.cronJobs()[0]!.spec as V1CronJobSpec).jobTemplate.spec?.template.spec;
    cluster.reconcile(aProcess({ compensations }));
    assert.deepEqual(cluster.cronJobs(), []);
    cluster.run(aProcess({ compensations }));
    const { concurrencyPolicy, schedule } = cluster.cronJobs()[0]!.spec as V1CronJobSpec;
    assert.deepEqual([concurrencyPolicy, schedule], ['Forbid', '30 2 * * *']);
    const [main] = imageOf()!.containers;
    assert.deepEqual(main?.command, ['node', 'src/refunds.ts']);
    assert.equal(main?.securityContext?.readOnlyRootFilesystem, true);
    assert.equal(variablesOf(imageOf()!).TEMPORAL_NAMESPACE, 'sales');

    cluster.reconcile(aProcess({ compensations, image: image('b') }));
    assert.equal(imageOf()?.containers[0]?.image, image('a'));
    cluster.run(aProcess({ compensations, image: image('b') }));
    assert.equal(imageOf()?.containers[0]?.image, image('b'));
    cluster.reconcile(v2);
    assert.deepEqual(cluster.cronJobs(), []);
  });
});

describe('workers of an older version', () => {
  const drain = (keepVersions: number, timeoutSeconds = 0) => ({ keepVersions, timeoutSeconds });

  it('stay as they are until Temporal says that no workflow needs them', () => {
    const cluster = aCluster();
    cluster.run(v1);
    const before = [CONFIG_MAP, DEPLOYMENT, DISRUPTION_BUDGET].map((kind) => cluster.get(kind, workersOf(v1)));
    cluster.run(v2);
    cluster.reconcile(aProcess({ image: image('b'), scaling: { replicas: 7 }, env: [{ name: 'A', value: 'b' }] }));
    const after = [CONFIG_MAP, DEPLOYMENT, DISRUPTION_BUDGET].map((kind) => cluster.get(kind, workersOf(v1)));
    assert.deepEqual(after, before);
    cluster.know(v1, 'drained');
    cluster.reconcile(v2);
    assert.ok(!cluster.all().some(({ metadata }) => metadata.name === workersOf(v1)));
    assert.deepEqual(cluster.deployments(), [workersOf(v2)]);
  });

  it('go at once if no workflow has ever begun on them', () => {
    const cluster = aCluster();
    cluster.run(v1);
    cluster.reconcile(v2);
    cluster.reconcile(v3);
    assert.deepEqual(cluster.deployments(), [workersOf(v1), workersOf(v3)].sort());
    cluster.know(v3, 'inactive');
    cluster.reconcile(v2);
    assert.deepEqual(cluster.deployments(), [workersOf(v1), workersOf(v2)].sort());
  });

  it('stay until they have drained, also while Temporal does not say yet that they were in use', () => {
    for (const status of [{ currentVersion: versionOf(v1) }, { drainingVersions: [versionOf(v1)] }]) {
      const cluster = aCluster();
      cluster.run(v1);
      cluster.run(v2);
      cluster.know(v1, 'inactive');
      cluster.reconcile({ ...v2, status });
      assert.deepEqual(cluster.deployments(), [workersOf(v1), workersOf(v2)].sort());
      cluster.know(v1, 'drained');
      cluster.reconcile({ ...v2, status });
      assert.deepEqual(cluster.deployments(), [workersOf(v2)]);
    }
  });

  it('go when their time is over, and not before; without a limit never', () => {
    const cluster = aCluster();
    cluster.run(v1);
    cluster.run(v2);
    cluster.know(v1, 'draining', 0);
    cluster.reconcile(v2);
    assert.equal(cluster.deployments().length, 2);
    const limited = aProcess({ image: image('b'), drain: drain(5, 600) });
    cluster.know(v1, 'draining', NOW - 600_000);
    cluster.reconcile(limited);
    assert.equal(cluster.deployments().length, 2);
    cluster.know(v1, 'draining', NOW - 600_001);
    cluster.reconcile(limited);
    assert.deepEqual(cluster.deployments(), [workersOf(v2)]);
  });

  it('stay, however many, and the next version waits when they are too many', () => {
    const cluster = aCluster();
    const one = { drain: drain(1) };
    cluster.run(v1);
    cluster.run(aProcess({ ...one, image: image('b') }));
    const third = aProcess({ ...one, image: image('c') });
    cluster.reconcile(third);
    assert.deepEqual(cluster.deployments(), [workersOf(v1), workersOf(v2)].sort());
    cluster.know(v1, 'drained');
    cluster.reconcile(third);
    assert.deepEqual(cluster.deployments(), [workersOf(v2), workersOf(third)].sort());
  });

  it('become the spec’s again when it goes back', () => {
    const cluster = aCluster();
    cluster.run(v1);
    cluster.run(v2);
    cluster.reconcile(aProcess({ scaling: { replicas: 4 } }));
    assert.equal(cluster.spec<V1DeploymentSpec>(DEPLOYMENT, workersOf(v1)).replicas, 4);
    assert.equal(cluster.deployments().length, 2);
  });
});

describe('what stands in the way of new workers', () => {
  const obstacles = {
    'no definition': { definition: { state: 'missing', message: 'gone' } },
    'another version of it': { definition: { state: 'version_differs', message: 'other' } },
    'no namespace': { temporal: { state: 'namespace_missing' } },
    'a refusal of Temporal’s': { temporal: { state: 'refused', message: 'no' } },
    'silence of Temporal’s': { temporal: { state: 'unreachable', message: 'no' } },
  } as const;

  for (const [name, facts] of Object.entries(obstacles)) {
    it(`${name} leaves those there are, which go on following the spec`, () => {
      const cluster = aCluster();
      cluster.find(facts);
      cluster.reconcile(v1);
      assert.deepEqual(cluster.deployments(), []);
      cluster.find({});
      cluster.run(v1);
      cluster.run(v2);
      cluster.find(facts);
      cluster.reconcile(v3);
      assert.deepEqual(cluster.deployments(), [workersOf(v1), workersOf(v2)].sort());
      cluster.reconcile(aProcess({ image: image('b'), scaling: { replicas: 9 } }));
      assert.equal(cluster.spec<V1DeploymentSpec>(DEPLOYMENT, workersOf(v2)).replicas, 9);
      assert.equal(cluster.all(CONFIG_MAP).length, 2);
    });
  }

  it('a pause leaves everything, compensations too', () => {
    const compensations = [{ name: 'refunds', schedule: '30 2 * * *', command: ['true'] }];
    const cluster = aCluster();
    cluster.run(aProcess({ compensations }));
    const before = cluster.all();
    cluster.know(v1, 'drained');
    cluster.reconcile(aProcess({ paused: true, image: image('b'), scaling: { replicas: 9 } }));
    assert.deepEqual(cluster.all(), before);
  });

  it('custom code works in the namespace of Temporal that is its own, and in no other', () => {
    const cluster = aCluster();
    const namespace = 'tenant-acme-dev-cust';
    const custom = (temporal: string) =>
      aProcess({ tenancy: { tenant: 'acme', code: 'custom' }, temporal: { namespace: temporal } }, { namespace });
    assert.equal(cluster.refusal(custom('sales')), 'PlacementRefused');
    assert.equal(cluster.refusal(custom('tenant-acme-dev-customers')), 'PlacementRefused');
    assert.equal(cluster.refusal(custom('tenant-acme-dev-cust')), undefined);
    assert.equal(cluster.refusal(custom('tenant-acme-dev-cust.a1b2c')), undefined);
  });
});

describe('any valid spec', () => {
  it('gives the same objects twice, with names that Kubernetes takes, however its workers are', () => {
    const states = fc.constantFrom('current', 'draining', 'inactive', undefined);
    fc.assert(
      fc.property(validSpecs(processKind), fc.string(), states, (spec, text, state) => {
        const cluster = aCluster();
        const process: AProcess = {
          ...aProcess({ ...spec, image: image('a'), tenancy: {}, paused: false }),
          metadata: { ...v1.metadata, name: `p${'x'.repeat(39)}` },
        };
        cluster.find({ definition: cluster.definition(text) });
        if (state) cluster.know(process, state);
        cluster.reconcile(process);
        const first = cluster.all();
        cluster.reconcile(process);
        assert.deepEqual(cluster.all(), first);
        cluster.status(process);
        for (const { kind, metadata } of first) {
          assert.match(metadata.name, /^[a-z]([-a-z0-9]*[a-z0-9])?$/);
          assert.ok(metadata.name.length <= (kind === 'CronJob' ? 52 : 63), metadata.name);
        }
      }),
    );
  });
});
