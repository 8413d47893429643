import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { admit } from '@ameide/operator-kit/schema';
import { validSpecs } from '@ameide/operator-kit/schema/testing';
import {
  CONFIG_MAP,
  CRON_JOB,
  DEPLOYMENT,
  DISRUPTION_BUDGET,
  HTTP_ROUTE,
  NETWORK_POLICY,
  SERVICE,
} from '@ameide/primitives/objects';
import type { V1CronJobSpec, V1DeploymentSpec, V1PodSpec } from '@kubernetes/client-node';
import fc from 'fast-check';
import {
  aCluster,
  anIntegration,
  COMMIT,
  FOUND,
  flow,
  image,
  NAME,
  REVISION,
  settings,
} from './integration.fixture.ts';
import { integration } from './resource.ts';

type Cluster = ReturnType<typeof aCluster>;
const parameters = [
  {
    name: 'crm',
    values: { pageSize: '100', 'base.url': 'https://crm' },
    secrets: { token: { name: 'crm', key: 'token' } },
  },
  { name: 'erp', secrets: { key: { name: 'erp', key: 'key' } } },
  { name: 'none' },
];
const schedules = [{ name: 'nightly', schedule: '0 3 * * *' }];
const webhook = { hosts: ['hooks.example.com'], paths: ['/crm'] };

const template = (cluster: Cluster) => cluster.spec<V1DeploymentSpec>(DEPLOYMENT).template;
const podOf = (cluster: Cluster) => template(cluster).spec!;
const runOf = (cluster: Cluster, index = 0) => cluster.all(CRON_JOB)[index]!.spec as V1CronJobSpec;
const variables = (pod: V1PodSpec) =>
  Object.fromEntries(pod.containers[0]!.env!.map(({ name, value, valueFrom }) => [name, value ?? valueFrom]));
const volume = (pod: V1PodSpec, name: string) => pod.volumes?.find((each) => each.name === name);
const mounts = (pod: V1PodSpec) =>
  Object.fromEntries(pod.containers[0]!.volumeMounts!.map((mount) => [mount.name, mount]));

describe('an Integration', () => {
  it('is a Deployment of runtimes with all that it takes', () => {
    const made = aCluster().reconcile(anIntegration({ parameters, schedules, webhook, replicas: 2 }));
    assert.deepEqual(made.toSorted(), [
      `ConfigMap/${NAME}-parameters`,
      'CronJob/crm-integration-nightly-497a858496',
      `Deployment/${NAME}`,
      `HTTPRoute/${NAME}`,
      `NetworkPolicy/${NAME}`,
      `NetworkPolicy/${NAME}-management`,
      `PodDisruptionBudget/${NAME}`,
      `Service/${NAME}`,
      `Service/${NAME}-management`,
      `ServiceAccount/${NAME}`,
      `ServiceMonitor/${NAME}`,
    ]);
  });

  it('is told where the flow and its parameters are, and which flow it is', () => {
    const cluster = aCluster();
    cluster.reconcile(anIntegration({ webhook }));
    const found = variables(podOf(cluster));
    assert.equal(found.FLOW_FOLDER, '/flow');
    assert.equal(found.PARAMETERS_FOLDER, '/parameters');
    assert.equal(found.FLOW_REVISION, REVISION);
    assert.equal(found.FLOW_MANAGEMENT_PORT, '9465');
    assert.equal(found.PORT, '8080');
    assert.equal(found.PUBLIC_URL, 'https://hooks.example.com/crm');
    assert.equal(found.FLOW_RUN, undefined);
  });

  it('is managed by the operator and by nobody else, each runtime at its own address', () => {
    const cluster = aCluster();
    cluster.reconcile(anIntegration({ webhook, network: { from: [{ namespace: 'partners' }] } }));
    const { ingress } = cluster.spec<{ ingress: object[] }>(NETWORK_POLICY, `${NAME}-management`);
    const operators = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ameide-system' } } };
    assert.deepEqual(ingress, [{ from: [operators], ports: [{ port: 9465, protocol: 'TCP' }] }]);
    assert.ok(!JSON.stringify(cluster.spec(NETWORK_POLICY).ingress).includes('9465'));
    const { clusterIP, selector } = cluster.spec<{ clusterIP: string; selector: object }>(
      SERVICE,
      `${NAME}-management`,
    );
    assert.equal(clusterIP, 'None');
    assert.deepEqual(selector, cluster.spec(SERVICE).selector);
  });
});

describe('the source of a flow', () => {
  it('is a key of a ConfigMap', () => {
    const cluster = aCluster();
    cluster.reconcile(anIntegration({ source: { configMap: { name: 'crm-flow', key: 'flow.json' } } }));
    const pod = podOf(cluster);
    const items = [{ key: 'flow.json', path: 'flow.json' }];
    assert.deepEqual(volume(pod, 'flow'), { name: 'flow', configMap: { name: 'crm-flow', items } });
    assert.deepEqual(mounts(pod).flow, { name: 'flow', mountPath: '/flow', readOnly: true });
  });

  it('is an artifact, from the registries that are allowed', () => {
    const cluster = aCluster();
    cluster.reconcile(anIntegration());
    const reference = { reference: flow('f'), pullPolicy: 'IfNotPresent' };
    assert.deepEqual(volume(podOf(cluster), 'flow'), { name: 'flow', image: reference });
    const elsewhere = { oci: { reference: `registry.example.org/ameide/crm@sha256:${'a'.repeat(64)}` } };
    assert.equal(aCluster().refusal(anIntegration({ source: elsewhere })), 'ImageRefused');
  });

  it('is a commit, fetched before the runtime starts, which never sees the credentials', () => {
    const cluster = aCluster();
    const git = { url: 'https://git.example.com/acme/flows.git', commit: COMMIT, path: 'crm' };
    cluster.reconcile(anIntegration({ source: { git: { ...git, credentials: { name: 'git', key: 'token' } } } }));
    const pod = podOf(cluster);
    const [fetcher] = pod.initContainers!;
    assert.equal(fetcher?.image, settings.gitFetcherImage);
    assert.deepEqual(Object.fromEntries(fetcher!.env!.map(({ name, value }) => [name, value])), {
      GIT_URL: git.url,
      GIT_COMMIT: COMMIT,
      GIT_PATH: 'crm',
      FLOW_FOLDER: '/flow',
      GIT_CREDENTIALS_FILE: '/credentials/git',
    });
    assert.deepEqual(fetcher?.securityContext, pod.containers[0]?.securityContext);
    assert.ok(fetcher?.volumeMounts?.some(({ name, readOnly }) => name === 'flow' && !readOnly));
    assert.ok(fetcher?.volumeMounts?.some(({ name }) => name === 'git-credentials'));
    assert.deepEqual(Object.keys(mounts(pod)), ['tmp', 'flow']);
    assert.equal(mounts(pod).flow?.readOnly, true);
  });

  it('is nothing that a shell, Git or a file system could take for something else', () => {
    const isAdmitted = (git: object) =>
      admit(integration.spec, {
        image: image('a'),
        source: { git: { url: 'https://git.example.com/a/b', commit: COMMIT, ...git } },
      }).admitted;
    const [paths, urls] = [
      ['.', 'flows', 'flows/crm', '.flows/..a'],
      ['https://git.example.com:8443/a', 'ssh://git@git.example.com/a/b.git'],
    ];
    for (const path of paths) assert.ok(isAdmitted({ path }), path);
    for (const url of urls) assert.ok(isAdmitted({ url }), url);
    for (const path of ['..', '../credentials', 'a/../b', '/etc', '-x', 'a/-x', ''])
      assert.ok(!isAdmitted({ path }), path);
    for (const url of [
      'https://user:token@git.example.com/a',
      'file:///etc',
      'ssh://-oProxyCommand=x/a',
      'https://a',
    ]) {
      assert.ok(!isAdmitted({ url }), url);
    }
    assert.ok(!isAdmitted({ commit: 'main' }));
  });

  it('rolls out anew when it changes, and is waited for when it is missing', () => {
    const cluster = aCluster();
    const rolledOut = () => {
      cluster.reconcile(anIntegration({ schedules }));
      return JSON.stringify([template(cluster), runOf(cluster).jobTemplate]);
    };
    const before = rolledOut();
    assert.equal(rolledOut(), before);
    cluster.find({ source: { state: 'missing', message: 'gone' } });
    assert.equal(rolledOut(), before);
    cluster.find({ source: { state: 'known', revision: `sha256:${'0'.repeat(64)}` } });
    assert.notEqual(rolledOut(), before);

    const empty = aCluster();
    empty.find({ source: { state: 'missing', message: 'gone' } });
    const made = empty.reconcile(anIntegration({ schedules, parameters, webhook }));
    assert.ok(!made.some((name) => /^(ConfigMap|CronJob|Deployment)\//.test(name)));
    assert.ok(made.includes(`HTTPRoute/${NAME}`));
  });
});

describe('the parameters of a flow', () => {
  it('are files in a folder for each context, secrets too, and in no environment', () => {
    const cluster = aCluster();
    cluster.reconcile(anIntegration({ parameters }));
    assert.deepEqual(cluster.get(CONFIG_MAP, `${NAME}-parameters`)?.data, {
      'crm.pageSize': '100',
      'crm.base.url': 'https://crm',
    });
    const pod = podOf(cluster);
    const secret = (name: string, key: string, path: string) => ({ secret: { name, items: [{ key, path }] } });
    assert.deepEqual(volume(pod, 'parameters')?.projected?.sources, [
      {
        configMap: {
          name: `${NAME}-parameters`,
          items: [
            { key: 'crm.pageSize', path: 'crm/pageSize' },
            { key: 'crm.base.url', path: 'crm/base.url' },
          ],
        },
      },
      secret('crm', 'token', 'crm/token'),
      secret('erp', 'key', 'erp/key'),
    ]);
    assert.equal(mounts(pod).parameters?.mountPath, '/parameters');
    assert.ok(!JSON.stringify(pod.containers[0]!.env).includes('token'));
  });

  it('start runtimes again when a value or a Secret changes', () => {
    const cluster = aCluster();
    const rolledOut = (values: Record<string, string>) => {
      cluster.reconcile(anIntegration({ parameters: [{ name: 'crm', values }] }));
      return JSON.stringify(template(cluster));
    };
    const before = rolledOut({ pageSize: '100' });
    assert.equal(rolledOut({ pageSize: '100' }), before);
    assert.notEqual(rolledOut({ pageSize: '200' }), before);
    cluster.find({ secrets: { state: 'there', version: 'v2' } });
    assert.notEqual(rolledOut({ pageSize: '100' }), before);
  });

  it('have one value each', () => {
    const given = [{ name: 'crm', values: { token: 'a' }, secrets: { token: { name: 'crm', key: 'token' } } }];
    const source = { oci: { reference: flow('f') } };
    assert.ok(!admit(integration.spec, { image: image('a'), source, parameters: given }).admitted);
  });
});

describe('the schedules of a flow', () => {
  it('run the same image with the same files, and are told which run it is', () => {
    const cluster = aCluster();
    const given = [
      { ...schedules[0]!, context: 'crm', timeoutSeconds: 60, retries: 2 },
      { name: 'hourly', schedule: '0 * * * *' },
    ];
    cluster.reconcile(anIntegration({ parameters, schedules: given }));
    const { schedule, suspend, concurrencyPolicy, jobTemplate } = runOf(cluster);
    assert.deepEqual([schedule, suspend, concurrencyPolicy], ['0 3 * * *', false, 'Forbid']);
    assert.deepEqual([jobTemplate.spec?.activeDeadlineSeconds, jobTemplate.spec?.backoffLimit], [60, 2]);
    const pod = jobTemplate.spec!.template.spec!;
    assert.equal(pod.containers[0]?.image, image('a'));
    assert.deepEqual(volume(pod, 'flow'), volume(podOf(cluster), 'flow'));
    assert.deepEqual(volume(pod, 'parameters'), volume(podOf(cluster), 'parameters'));
    const { FLOW_RUN, FLOW_CONTEXT, FLOW_REVISION } = variables(pod);
    assert.deepEqual([FLOW_RUN, FLOW_CONTEXT, FLOW_REVISION], ['nightly', 'crm', REVISION]);
    const other = variables(runOf(cluster, 1).jobTemplate.spec!.template.spec!);
    assert.deepEqual([other.FLOW_RUN, other.FLOW_CONTEXT], ['hourly', undefined]);
  });

  it('are taken by no Service for runtimes', () => {
    const cluster = aCluster();
    cluster.reconcile(anIntegration({ schedules }));
    const labels = runOf(cluster).jobTemplate.spec!.template.metadata!.labels!;
    for (const name of [NAME, `${NAME}-management`]) {
      const { selector } = cluster.spec<{ selector: Record<string, string> }>(SERVICE, name);
      assert.ok(Object.entries(selector).some(([label, value]) => labels[label] !== value));
    }
  });

  it('go when they are taken out of the spec', () => {
    const cluster = aCluster();
    cluster.reconcile(anIntegration({ schedules, parameters }));
    cluster.reconcile(anIntegration());
    assert.deepEqual([cluster.all(CRON_JOB), cluster.all(CONFIG_MAP)], [[], []]);
  });
});

describe('an Integration that is suspended', () => {
  it('has no runtimes and no new runs, and keeps its route and the rest', () => {
    const cluster = aCluster();
    const names = (suspend: boolean) => cluster.reconcile(anIntegration({ schedules, webhook, suspend })).toSorted();
    const before = names(false);
    assert.deepEqual(names(true), before);
    assert.equal(cluster.spec<V1DeploymentSpec>(DEPLOYMENT).replicas, 0);
    assert.equal(runOf(cluster).suspend, true);
    assert.ok(cluster.get(HTTP_ROUTE, NAME));
    names(false);
    assert.equal(cluster.spec<V1DeploymentSpec>(DEPLOYMENT).replicas, 1);
    assert.equal(runOf(cluster).suspend, false);
  });

  it('stops even when its source and its secrets are gone, with the flow that it had', () => {
    const cluster = aCluster();
    cluster.reconcile(anIntegration({ schedules, replicas: 3 }));
    assert.ok(cluster.get(DISRUPTION_BUDGET, NAME));
    cluster.find({ source: { state: 'missing', message: 'gone' }, secrets: { state: 'missing', message: 'gone' } });
    cluster.reconcile(anIntegration({ schedules, replicas: 3, suspend: true }));
    assert.equal(cluster.spec<V1DeploymentSpec>(DEPLOYMENT).replicas, 0);
    assert.equal(variables(podOf(cluster)).FLOW_REVISION, REVISION);
    assert.equal(runOf(cluster).suspend, true);
    assert.equal(cluster.get(DISRUPTION_BUDGET, NAME), undefined);
  });

  it('is not made for the first time without a source', () => {
    const cluster = aCluster();
    cluster.find({ source: { state: 'missing', message: 'gone' } });
    assert.ok(!cluster.reconcile(anIntegration({ suspend: true })).includes(`Deployment/${NAME}`));
  });
});

it('is refused outside its place and with an image from elsewhere, and left as it is while it is paused', () => {
  const custom = { tenancy: { tenant: 'acme', code: 'custom' } } as const;
  assert.equal(aCluster().refusal(anIntegration(custom)), 'PlacementRefused');
  assert.equal(aCluster().refusal(anIntegration(custom, { namespace: 'tenant-acme-dev-cust' })), undefined);
  const elsewhere = `registry.example.org/ameide/flow-runtime@sha256:${'a'.repeat(64)}`;
  assert.equal(aCluster().refusal(anIntegration({ image: elsewhere })), 'ImageRefused');
  const cluster = aCluster();
  cluster.reconcile(anIntegration({ schedules, parameters }));
  const before = cluster.all();
  cluster.reconcile(anIntegration({ paused: true, suspend: true, image: image('b'), webhook }));
  assert.deepEqual(cluster.all(), before);
});

it('runs without the Gateway API', () => {
  const made = aCluster({ missing: [HTTP_ROUTE] }).reconcile(anIntegration({ webhook }));
  assert.ok(made.includes(`Deployment/${NAME}`));
  assert.ok(!made.includes(`HTTPRoute/${NAME}`));
});

it('is the same for the same, and names nothing that Kubernetes would refuse, whatever the spec', () => {
  const findings = fc.constantFrom(
    FOUND,
    { ...FOUND, source: { state: 'missing', message: 'gone' } as const },
    { ...FOUND, secrets: { state: 'missing', message: 'gone' } as const },
  );
  fc.assert(
    fc.property(validSpecs(integration), findings, (spec, found) => {
      const cluster = aCluster();
      cluster.find(found);
      const { oci } = spec.source;
      const source = oci ? { oci: { reference: flow('f') } } : spec.source;
      const object = anIntegration({ ...spec, source, image: image('c'), tenancy: {}, paused: false });
      cluster.reconcile(object);
      const before = cluster.all();
      cluster.reconcile(object);
      assert.deepEqual(cluster.all(), before);
      for (const { kind, metadata } of before) {
        assert.match(metadata.name, /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/);
        assert.ok(kind !== CRON_JOB.kind || metadata.name.length <= 52);
      }
      const isHeld = found.source.state === 'missing' || (found.secrets.state === 'missing' && !object.spec.suspend);
      assert.equal(cluster.get(DEPLOYMENT, NAME) === undefined, isHeld);
      assert.ok(cluster.status(object).message);
    }),
  );
});
