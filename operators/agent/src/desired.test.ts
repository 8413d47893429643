import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { validSpecs } from '@ameide/operator-kit/schema/testing';
import {
  AUTOSCALER,
  CONFIG_MAP,
  DEPLOYMENT,
  DISRUPTION_BUDGET,
  NETWORK_POLICY,
  SERVICE_MONITOR,
} from '@ameide/primitives/objects';
import type { V1DeploymentSpec, V2HorizontalPodAutoscalerSpec } from '@kubernetes/client-node';
import fc from 'fast-check';
import { aCluster, anAgent, definitionJson, found, image, NAME } from './agent.fixture.ts';
import { agent } from './resource.ts';

type Cluster = ReturnType<typeof aCluster>;
const podOf = (cluster: Cluster) => cluster.spec<V1DeploymentSpec>(DEPLOYMENT).template;
const variablesOf = (cluster: Cluster) =>
  Object.fromEntries(
    podOf(cluster).spec!.containers[0]!.env!.map(({ name, value, valueFrom }) => [
      name,
      value ?? valueFrom?.secretKeyRef,
    ]),
  );
const filesOf = (cluster: Cluster) => {
  const volume = podOf(cluster).spec!.volumes!.find(({ name }) => name === 'agent');
  const { data, immutable } = cluster.get(CONFIG_MAP, volume!.configMap!.name!)! as {
    data?: Record<string, string>;
    immutable?: boolean;
  };
  return { data: data!, immutable };
};
const fileNames = (cluster: Cluster) => cluster.all(CONFIG_MAP).map(({ metadata }) => metadata.name);

describe('an Agent', () => {
  it('is a Deployment with its files and all that it takes to run it, at once', () => {
    const cluster = aCluster();
    const names = cluster.reconcile(anAgent()).toSorted();
    assert.match(names[0]!, /^ConfigMap\/modeller-agent-[0-9a-f]{10}$/);
    assert.deepEqual(names.slice(1), [
      'Deployment/modeller-agent',
      'HorizontalPodAutoscaler/modeller-agent',
      'NetworkPolicy/modeller-agent',
      'Service/modeller-agent',
      'ServiceAccount/modeller-agent',
      'ServiceMonitor/modeller-agent',
    ]);
  });

  it('finds its definition as it was written, and models and grants, in files that nobody can change', () => {
    const cluster = aCluster();
    cluster.reconcile(anAgent());
    const { data, immutable } = filesOf(cluster);
    assert.equal(immutable, true);
    assert.equal(data['definition.json'], definitionJson());
    assert.deepEqual(JSON.parse(data['config.json']!), {
      agentId: 'modeller',
      models: [
        { provider: 'anthropic', name: 'claude', apiKeyVariable: 'AMEIDE_MODEL_1_API_KEY' },
        { provider: 'offline', name: 'offline' },
      ],
      tools: [
        { name: 'GetProjection', effect: 'read' },
        { name: 'ProposePatch', effect: 'propose' },
      ],
    });
    const [mount] = podOf(cluster).spec!.containers[0]!.volumeMounts!.filter(({ name }) => name === 'agent');
    assert.deepEqual(mount, { name: 'agent', mountPath: '/etc/ameide/agent', readOnly: true });
  });

  it('has secrets by reference only, under the names that its configuration says', () => {
    const cluster = aCluster();
    const credentials = { name: 'crm', key: 'token' };
    cluster.reconcile(anAgent({ tools: [{ name: 'GetProjection' }, { name: 'Search', credentials }] }));
    const found = variablesOf(cluster);
    assert.deepEqual(found.AMEIDE_MODEL_1_API_KEY, { name: 'models', key: 'anthropic' });
    assert.deepEqual(found.AMEIDE_TOOL_2_CREDENTIALS, credentials);
    assert.deepEqual(found.DATABASE_URL, { name: 'ameide-agent-runtime', key: 'uri' });
    assert.equal(found.PROJECTION_URL, 'http://projection.ameide-dev.svc');
    const { tools } = JSON.parse(filesOf(cluster).data['config.json']!);
    assert.equal(tools[1].credentialsVariable, 'AMEIDE_TOOL_2_CREDENTIALS');
  });

  it('keeps what is of all tenants from code that was made for one', () => {
    const cluster = aCluster();
    const custom = { tenancy: { tenant: 'acme', code: 'custom' } } as const;
    cluster.reconcile(anAgent(custom, { namespace: 'tenant-acme-dev-cust' }));
    const names = Object.keys(variablesOf(cluster));
    for (const name of ['INTERNAL_SECRET', 'DATABASE_URL', 'PROJECTION_URL']) assert.ok(!names.includes(name), name);
    assert.ok(names.includes('AMEIDE_MODEL_1_API_KEY'));
    const policy = JSON.stringify(cluster.spec(NETWORK_POLICY));
    for (const namespace of ['"ameide-dev"', '"models"', '"ai"']) assert.ok(!policy.includes(namespace), namespace);
  });
});

describe('pods of an Agent', () => {
  const restarts = (change: (cluster: Cluster) => void, spec: Parameters<typeof anAgent>[0] = {}) => {
    const cluster = aCluster();
    cluster.reconcile(anAgent());
    const before = podOf(cluster);
    change(cluster);
    cluster.reconcile(anAgent(spec));
    return JSON.stringify(podOf(cluster)) !== JSON.stringify(before);
  };

  it('start again for a new definition, configuration or credential, and for nothing else', () => {
    const nothing = () => {};
    const text = definitionJson({ instructions: 'You model well.' });
    assert.ok(restarts(({ world }) => Object.assign(world, { facts: found({}, text) })));
    assert.ok(
      restarts(({ world }) =>
        Object.assign(world, { facts: found({ credentials: { state: 'there', version: 'v2' } }) }),
      ),
    );
    assert.ok(restarts(nothing, { models: [{ provider: 'offline', name: 'offline' }] }));
    assert.ok(restarts(nothing, { tools: [{ name: 'GetProjection' }] }));
    assert.ok(!restarts(nothing, { risk: 'high', displayName: 'M', scaling: { maxReplicas: 9 } }));
    assert.ok(!restarts(nothing));
  });

  it('of the generation before keep their files until the last of them is gone', () => {
    const cluster = aCluster();
    cluster.reconcile(anAgent());
    cluster.rollOut();
    const [first] = fileNames(cluster);
    const next = anAgent({ tools: [{ name: 'GetProjection' }] });
    cluster.reconcile(next);
    cluster.reconcile(next);
    assert.deepEqual(fileNames(cluster).length, 2);
    cluster.rollOut();
    cluster.reconcile(next);
    assert.equal(fileNames(cluster).length, 1);
    assert.notEqual(fileNames(cluster)[0], first);
  });

  it('stay as they are while something is missing that new ones would need', () => {
    const missing = { state: 'missing', message: 'It is not there.' } as const;
    for (const facts of [found({ definition: missing }), found({ credentials: missing })]) {
      const cluster = aCluster();
      cluster.reconcile(anAgent());
      const before = [podOf(cluster), fileNames(cluster)];
      cluster.world.facts = facts;
      cluster.reconcile(anAgent({ image: image('b'), risk: 'low', resources: 'huge' }));
      assert.deepEqual([podOf(cluster), fileNames(cluster)], before);
      const fresh = aCluster();
      fresh.world.facts = facts;
      assert.ok(!fresh.reconcile(anAgent()).some((name) => /^(ConfigMap|Deployment)\//.test(name)));
    }
  });

  it('are left alone while it is paused', () => {
    const cluster = aCluster();
    cluster.reconcile(anAgent());
    const before = cluster.all();
    cluster.reconcile(anAgent({ paused: true, image: image('b'), scaling: { minReplicas: 3 } }));
    assert.deepEqual(cluster.all(), before);
  });
});

describe('the replicas of an Agent', () => {
  it('follow the runs that stream', () => {
    const cluster = aCluster();
    cluster.reconcile(anAgent({ scaling: { minReplicas: 2, maxReplicas: 7, streamsPerReplica: 20 } }));
    const { scaleTargetRef, minReplicas, maxReplicas, metrics } =
      cluster.spec<V2HorizontalPodAutoscalerSpec>(AUTOSCALER);
    assert.deepEqual(scaleTargetRef, { ...DEPLOYMENT, name: NAME });
    assert.deepEqual([minReplicas, maxReplicas], [2, 7]);
    assert.deepEqual(metrics, [
      {
        type: 'Pods',
        pods: { metric: { name: 'ai_concurrent_streams' }, target: { type: 'AverageValue', averageValue: '20' } },
      },
    ]);
    assert.equal(cluster.spec<V1DeploymentSpec>(DEPLOYMENT).replicas, 2);
    assert.ok(cluster.get(DISRUPTION_BUDGET, NAME));
  });

  it('are fixed, without an autoscaler, where least and most are the same', () => {
    const cluster = aCluster();
    cluster.reconcile(anAgent({ scaling: { minReplicas: 3, maxReplicas: 3 } }));
    assert.equal(cluster.get(AUTOSCALER, NAME), undefined);
    assert.equal(cluster.spec<V1DeploymentSpec>(DEPLOYMENT).replicas, 3);
  });

  it('are the autoscaler’s once it owns them', () => {
    const cluster = aCluster();
    cluster.reconcile(anAgent());
    const { metadata } = cluster.get(DEPLOYMENT, NAME)!;
    const scaled = {
      managedFields: [{ manager: 'hpa', subresource: 'scale', fieldsV1: { 'f:spec': { 'f:replicas': {} } } }],
    };
    cluster.change(DEPLOYMENT, NAME, { metadata: { ...metadata, ...scaled } });
    cluster.reconcile(anAgent());
    assert.equal(cluster.spec<V1DeploymentSpec>(DEPLOYMENT).replicas, undefined);
  });
});

describe('the network of an Agent', () => {
  const policyOf = (models?: Parameters<typeof anAgent>[0]) => {
    const cluster = aCluster();
    cluster.reconcile(anAgent(models));
    return cluster.spec<{
      ingress: { from: object[] }[];
      egress: { to: { ipBlock?: { cidr: string; except?: string[] } }[]; ports?: { port: number }[] }[];
    }>(NETWORK_POLICY);
  };
  const namespace = (name: string) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } });
  const offline = { provider: 'offline', name: 'offline' } as const;
  const at = (baseUrl: string) =>
    ({ provider: 'openai', name: 'm', baseUrl, apiKey: { name: 'a', key: 'b' } }) as const;
  const modelRules = (baseUrl: string) => {
    const without = policyOf({ models: [offline] }).egress.length;
    return policyOf({ models: [offline, at(baseUrl)] }).egress.slice(without);
  };

  it('lets the gateway in, and the agent out to the services of its tools', () => {
    const { ingress, egress } = policyOf();
    assert.deepEqual(ingress.at(-1), { from: [namespace('ai')], ports: [{ port: 'http', protocol: 'TCP' }] });
    for (const name of ['ameide-dev', 'models']) {
      assert.ok(
        egress.some(({ to }) => JSON.stringify(to) === JSON.stringify([namespace(name)])),
        name,
      );
    }
  });

  it('opens the internet for a provider, never what is not on it, and not at all for models in the cluster', () => {
    const { to, ports } = policyOf().egress.at(-1)!;
    assert.deepEqual(ports, [{ port: 443, protocol: 'TCP' }]);
    const [ipv4] = to.flatMap(({ ipBlock }) => ipBlock ?? []);
    assert.equal(ipv4?.cidr, '0.0.0.0/0');
    for (const cidr of ['10.0.0.0/8', '169.254.0.0/16', '192.168.0.0/16'])
      assert.ok(ipv4?.except?.includes(cidr), cidr);
    assert.ok(!JSON.stringify(policyOf({ models: [offline] })).includes('0.0.0.0/0'));
    assert.deepEqual(modelRules('http://vllm.llm.svc:8000/v1'), [{ to: [namespace('llm')] }]);
    assert.deepEqual(modelRules('http://192.0.2.7:8000/v1'), [
      { to: [{ ipBlock: { cidr: '192.0.2.7/32' } }], ports: [{ port: 8000, protocol: 'TCP' }] },
    ]);
    for (const host of ['169.254.169.254', '2852039166', '10.96.0.1'])
      assert.deepEqual(modelRules(`http://${host}/v1`), []);
    assert.equal(modelRules('http://10.20.0.7/v1').length, 1);
  });

  it('leads code of a tenant into no namespace but its own and the platform’s, and says what it does not open', () => {
    const own = 'tenant-acme-dev-cust';
    const models = [
      at('http://gateway.ameide-dev.svc/v1'),
      at('http://llm.tenant-other-dev-cust.svc.cluster.local/v1'),
      at('http://10.96.0.1/v1'),
      at(`http://llm.${own}.svc/v1`),
      at('http://llm.observability.svc/v1'),
    ];
    const custom = anAgent({ models, tenancy: { tenant: 'acme', code: 'custom' } }, { namespace: own });
    const cluster = aCluster();
    cluster.reconcile(custom);
    const policy = JSON.stringify(cluster.spec(NETWORK_POLICY));
    for (const name of ['tenant-other-dev-cust', '"ameide-dev"', '10.96.0.1']) assert.ok(!policy.includes(name), name);
    assert.ok(policy.includes(own));
    const { degraded } = cluster.status(custom);
    assert.equal(degraded?.reason, 'AddressRefused');
    for (const { baseUrl } of models.slice(0, 3)) assert.ok(degraded.message.includes(baseUrl), degraded.message);
    for (const { baseUrl } of models.slice(3)) assert.ok(!degraded.message.includes(baseUrl), degraded.message);
  });
});

it('is refused outside its place and with an image from elsewhere', () => {
  const elsewhere = `registry.example.com/evil/agent@sha256:${'a'.repeat(64)}`;
  assert.equal(aCluster().refusal(anAgent({}, { namespace: 'default' })), 'PlacementRefused');
  assert.equal(aCluster().refusal(anAgent({ image: elsewhere })), 'ImageRefused');
});

it('runs without Prometheus’ operator', () => {
  assert.ok(aCluster([SERVICE_MONITOR]).reconcile(anAgent()).includes(`Deployment/${NAME}`));
});

it('is the same for the same, and names nothing that Kubernetes would refuse, whatever the spec', () => {
  fc.assert(
    fc.property(validSpecs(agent), (spec) => {
      const cluster = aCluster();
      const object = anAgent({ ...spec, image: image('c'), tenancy: {}, paused: false });
      for (let pass = 0; pass < 2; pass++) {
        cluster.reconcile(object);
        cluster.rollOut();
      }
      const before = cluster.all();
      cluster.reconcile(object);
      assert.deepEqual(cluster.all(), before);
      for (const { metadata } of before) assert.match(metadata.name, /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/);
      assert.equal(fileNames(cluster).length, 1);
      assert.equal(cluster.status(object).phase, 'ready');
    }),
  );
});
