import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { conditionOf, type StoredObject } from '@ameide/operator-kit';
import type { WrittenSpecOf } from '@ameide/operator-kit/schema';
import { validSpecs } from '@ameide/operator-kit/schema/testing';
import { clusterSkipReason, thirdPartyCrds } from '@ameide/operator-kit/testing';
import {
  AUTOSCALER,
  CONFIG_MAP,
  DEPLOYMENT,
  NETWORK_POLICY,
  SECRET,
  SERVICE,
  SERVICE_ACCOUNT,
  SERVICE_MONITOR,
} from '@ameide/primitives/objects';
import { type OperatorSuite, startOperatorSuite } from '@ameide/primitives/testing';
import { createServiceTransport } from '@ameide/service-kit/rpc';
import { until } from '@ameide/test-kit';
import type { V1DeploymentSpec } from '@kubernetes/client-node';
import fc from 'fast-check';
import { createGatewayRegistry } from '../src/adapters/gateway-registry.ts';
import {
  aCluster,
  anAgent,
  definitionJson,
  settings as fixtureSettings,
  image,
  written,
} from '../src/agent.fixture.ts';
import { agentOperator } from '../src/operator.ts';
import { type AgentStatus, agent } from '../src/resource.ts';
import { ask } from './conversation.ts';
import { type RealPlatform, startRealPlatform } from './real-platform.ts';
import { startRuntime } from './start-runtime.ts';

const KIND = { apiVersion: 'ameide.io/v1alpha1', kind: 'Agent' };
const FIXED = { scaling: { minReplicas: 1, maxReplicas: 1 } };
const offline = { provider: 'offline', name: 'offline' } as const;
/** The definition once it is a new one. */
const NEXT = { definition: { id: 'modeller', version: '4', configMap: { name: 'modeller', key: 'agent.json' } } };

describe('Agents on a real API server, with the real gateway', { skip: clusterSkipReason() }, () => {
  let platform: RealPlatform;
  let suite: OperatorSuite;
  before(async () => {
    platform = await startRealPlatform();
    const { otlpEndpoint: _, ...rest } = fixtureSettings;
    const settings = { ...rest, projectionUrl: platform.url, graphPatchUrl: platform.url };
    const transport = createServiceTransport(platform.gate.url);
    const registry = createGatewayRegistry({ transport, secret: platform.secret });
    const operator = agentOperator(settings, { registry, registryAt: () => registry });
    const crds = await thirdPartyCrds('prometheus-operator', 'servicemonitors');
    suite = await startOperatorSuite({ operator, resource: agent, crds });
  });
  after(async () => {
    await suite?.stop();
    await platform?.stop();
  });

  const apply = (name: string, spec: Partial<WrittenSpecOf<typeof agent>> = {}, metadata: object = {}) =>
    suite.applySpec(name, written({ ...FIXED, ...spec }), metadata);
  const configMap = (text: string, namespace = 'ameide-dev') =>
    suite.apply({ ...CONFIG_MAP, metadata: { name: 'modeller', namespace }, data: { 'agent.json': text } });
  const secret = (name: string, values: Readonly<Record<string, string>>, namespace = 'ameide-dev') => {
    const data = Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
    return suite.apply({ ...SECRET, metadata: { name, namespace }, data: Object.fromEntries(data) });
  };
  const is = (type: string, reason: string) => (each: StoredObject) =>
    conditionOf(each, type)?.reason === reason &&
    conditionOf(each, type)?.observedGeneration === each.metadata.generation;
  const untilSays = async (name: string, type: string, reason: string, namespace?: string) =>
    conditionOf(await suite.until(name, is(type, reason), namespace), type)!;
  const serve = (name: string, namespace?: string) => suite.serve(name, `${name}-agent-`, namespace);
  const templateOf = async (name: string) =>
    ((await suite.get(DEPLOYMENT, `${name}-agent`)).spec as V1DeploymentSpec).template;
  const filesOf = async (name: string) =>
    (await suite.list(CONFIG_MAP)).filter(({ metadata }) => metadata.name.startsWith(`${name}-agent-`));
  const listed = async (tenant?: string) => (await platform.agents(tenant)).map(({ id }) => id);
  const statusOf = (object: StoredObject) => object.status as AgentStatus;
  const remove = async (name: string, namespace?: string) => {
    await suite.delete(KIND, name, namespace);
    await until(async () => (await suite.list(KIND, namespace)).every((each) => each.metadata.name !== name));
  };

  it('says what it waits for, one thing after the other, and starts nothing before', async () => {
    await apply('modeller');
    const missing = await untilSays('modeller', 'DefinitionFound', 'Missing');
    assert.equal(missing.message, 'ConfigMap modeller does not exist: create it, with the definition at agent.json.');
    await configMap(definitionJson({ version: '2' }));
    const invalid = await untilSays('modeller', 'DefinitionFound', 'Invalid');
    assert.match(invalid.message, /it has version "2", and the spec names version 3/);
    await untilSays('modeller', 'Stalled', 'DefinitionMissing');
    await configMap(definitionJson());
    await untilSays('modeller', 'DefinitionFound', 'Found');
    await untilSays('modeller', 'Stalled', 'CredentialsMissing');

    await secret('ameide-internal', { secret: platform.secret });
    await secret('ameide-agent-runtime', { uri: platform.databaseUrl });
    await secret('models', { openai: 'sk-not-told' });
    // Until it has seen all of them, it says that one is missing.
    const lacks = (each: StoredObject) =>
      conditionOf(each, 'CredentialsFound')?.message === 'Secret models has no value for anthropic.';
    await suite.until('modeller', lacks);
    assert.deepEqual([await suite.list(DEPLOYMENT), await filesOf('modeller')], [[], []]);
    await secret('models', { openai: 'sk-not-told', anthropic: 'sk-nowhere-told' });
    await untilSays('modeller', 'CredentialsFound', 'Found');
    await until(async () => (await suite.list(DEPLOYMENT)).length === 1);
  });

  it('is registered when its replicas serve, and not before', async () => {
    const { message } = await untilSays('modeller', 'Registered', 'Pending');
    assert.match(message, /when replicas of this generation serve/);
    assert.deepEqual(await listed(), []);
    const object = await serve('modeller');
    const { definitionVersion, registeredFor, readyReplicas } = statusOf(object);
    assert.deepEqual([definitionVersion, registeredFor, readyReplicas], ['3', '*', 1]);
    assert.deepEqual([await listed('acme'), await listed('globex')], [['modeller'], ['modeller']]);
    for (const kind of [SERVICE, NETWORK_POLICY, SERVICE_MONITOR, SERVICE_ACCOUNT, DEPLOYMENT]) {
      assert.equal((await suite.get(kind, 'modeller-agent')).metadata.ownerReferences?.[0]?.kind, 'Agent', kind.kind);
    }
  });

  it('is what the real runtime needs: people talk to it through the gateway, with its tools and no others', async () => {
    await apply('reader', { models: [offline], tools: [{ name: 'GetProjection' }] });
    await serve('reader');
    await untilSays('reader', 'Degraded', 'ToolsNotGranted');
    const runtime = await startRuntime(suite, 'reader-agent');
    try {
      platform.runtimes.set('http://reader-agent.ameide-dev.svc', runtime.baseUrl);
      const answer = await ask(platform, 'reader', 'rename "Check order" to "Verify order"');
      assert.deepEqual([answer.reason, answer.model, answer.suggestions], ['', 'offline', 0]);
      assert.deepEqual([...new Set(answer.tools)], ['GetProjection']);
      assert.match(answer.text, /^I would: Rename task "Check order" to "Verify order"/);
      // Autoscalers ask for it also while nothing streams.
      assert.match(await (await fetch(runtime.metricsUrl)).text(), /^ai_concurrent_streams(\{[^}]*\})? 0$/m);
    } finally {
      assert.equal((await runtime.stop()).code, 0);
    }
  });

  it('may propose when that is granted, and goes on to its next model when one does not answer', async () => {
    const nowhere = {
      provider: 'openai',
      name: 'gone',
      baseUrl: 'http://127.0.0.1:9',
      apiKey: { name: 'models', key: 'openai' },
    } as const;
    const env = [{ name: 'MODEL_MAX_RETRIES', value: '0' }];
    await apply('reader', { models: [nowhere, offline], env });
    await serve('reader');
    const runtime = await startRuntime(suite, 'reader-agent');
    try {
      platform.runtimes.set('http://reader-agent.ameide-dev.svc', runtime.baseUrl);
      const answer = await ask(platform, 'reader', 'rename "Check order" to "Verify order"');
      assert.deepEqual([answer.reason, answer.model, answer.suggestions], ['', 'offline', 1]);
      assert.deepEqual([...new Set(answer.tools)], ['GetProjection', 'ProposePatch']);
    } finally {
      await runtime.stop();
    }
    await remove('reader');
    assert.deepEqual(await listed(), ['modeller']);
    await assert.rejects(ask(platform, 'reader', 'hi'), /There is no such agent/);
  });

  it('starts its pods again for a new definition, whose files those before keep until they are gone', async () => {
    const [before] = await filesOf('modeller');
    await configMap(definitionJson({ version: '4', name: 'New modeller' }));
    await untilSays('modeller', 'DefinitionFound', 'Invalid');
    assert.deepEqual((await filesOf('modeller')).length, 1);
    assert.equal(statusOf(await suite.get(KIND, 'modeller')).definitionVersion, '3');
    assert.deepEqual(await listed(), ['modeller']);
    await apply('modeller', NEXT);
    await until(async () => (await filesOf('modeller')).length === 2);
    const object = await serve('modeller');
    assert.equal(statusOf(object).definitionVersion, '4');
    const [after] = await until(async () => {
      const files = await filesOf('modeller');
      return files.length === 1 && files;
    });
    assert.notEqual(after?.metadata.name, before?.metadata.name);
    assert.deepEqual(
      (await platform.agents()).map(({ name, version }) => [name, version]),
      [['New modeller', '4']],
    );
  });

  it('starts its pods again when a credential is replaced, and not without one', async () => {
    const before = await templateOf('modeller');
    const changed = async () => JSON.stringify(await templateOf('modeller')) !== JSON.stringify(before);
    await suite.delete(SECRET, 'models');
    await untilSays('modeller', 'CredentialsFound', 'Missing');
    await untilSays('modeller', 'Stalled', 'CredentialsMissing');
    assert.equal(await changed(), false);
    assert.deepEqual(await listed(), ['modeller']);
    await secret('models', { openai: 'sk-not-told', anthropic: 'sk-replaced' });
    await until(changed);
    await serve('modeller');
  });

  it('repairs what others change or delete', async () => {
    const [files] = await filesOf('modeller');
    await suite.delete(SERVICE, 'modeller-agent');
    await suite.delete(CONFIG_MAP, files!.metadata.name);
    const { apiVersion, kind } = DEPLOYMENT;
    const metadata = { name: 'modeller-agent', namespace: 'ameide-dev' };
    const containers = [{ name: 'main', image: image('f') }];
    await suite.apply({ apiVersion, kind, metadata, spec: { template: { spec: { containers } } } });
    await until(async () => (await templateOf('modeller')).spec?.containers[0]?.image === image('a'));
    const again = await until(async () => suite.get(CONFIG_MAP, files!.metadata.name).catch(() => undefined));
    assert.deepEqual([again.data, again.immutable], [files!.data, true]);
    await until(async () => suite.get(SERVICE, 'modeller-agent').catch(() => undefined));
    await serve('modeller');
  });

  it('says when its autoscaler reads nothing, and when it does again', async () => {
    await apply('modeller', { ...NEXT, scaling: { minReplicas: 1, maxReplicas: 3 } });
    // There is no metrics API: Kubernetes' own controller says so.
    const { message } = await untilSays('modeller', 'Degraded', 'MetricsMissing');
    assert.match(message, /ai_concurrent_streams/);
    await serve('modeller');
    await until(async () => {
      const active = { type: 'ScalingActive', status: 'True', reason: 'ValidMetricFound', message: '' };
      await suite.setStatus(AUTOSCALER, 'modeller-agent', {
        conditions: [{ ...active, lastTransitionTime: new Date().toISOString() }],
        currentMetrics: [],
        desiredReplicas: 1,
      });
      return is('Degraded', 'Healthy')(await suite.get(KIND, 'modeller'));
    });
  });

  it('is refused by the gateway when it has the id of another one; the gateway’s answer is in the status', async () => {
    await apply('chat', { ...NEXT, models: [offline] });
    await until(async () => {
      await suite.runPods('chat-agent-');
      return is('Stalled', 'RegistrationRefused')(await suite.get(KIND, 'chat'));
    });
    const { status, message } = await untilSays('chat', 'Registered', 'Refused');
    assert.equal(status, 'False');
    assert.match(message, /agent_id_taken.*Another agent has the id chat; give this one another name/);
    await remove('chat');
  });

  it('is listed for its tenant alone, and moves when the tenant does', async () => {
    const tenancy = { tenant: 'acme' };
    await apply('own', { ...NEXT, models: [offline], tenancy });
    await serve('own');
    assert.deepEqual([await listed('acme'), await listed('globex')], [['modeller', 'own'], ['modeller']]);
    await apply('own', { ...NEXT, models: [offline] });
    await until(async () => {
      await suite.runPods('own-agent-');
      return statusOf(await suite.get(KIND, 'own')).registeredFor === '*';
    });
    assert.deepEqual(await listed('globex'), ['modeller', 'own']);
    await remove('own');
    assert.deepEqual([await listed('acme'), await listed('globex')], [['modeller'], ['modeller']]);
  });

  it('runs custom code without the platform’s secrets, and does not register it', async () => {
    const namespace = 'tenant-acme-dev-cust';
    await suite.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    await configMap(definitionJson(), namespace);
    const tenancy = { tenant: 'acme', code: 'custom' };
    const own = { ...KIND, metadata: { name: 'crafted', namespace } };
    await suite.apply({
      ...own,
      spec: written({ ...FIXED, tenancy: { ...tenancy, code: 'custom' }, models: [offline] }),
    });
    const object = await serve('crafted', namespace);
    assert.equal(conditionOf(object, 'Registered')?.reason, 'NotAsked');
    const { spec } = await suite.get(DEPLOYMENT, 'crafted-agent', namespace);
    for (const each of ['INTERNAL_SECRET', 'DATABASE_URL']) assert.ok(!JSON.stringify(spec).includes(each), each);
    assert.deepEqual(await listed('acme'), ['modeller']);
    await platform.gate.close();
    await remove('crafted', namespace);
    await platform.gate.open();
  });

  it('waits for a gateway that does not answer; what that one knows already stays ready', async () => {
    await platform.gate.close();
    await apply('late', { ...NEXT, models: [offline] });
    await until(async () => {
      await suite.runPods('late-agent-');
      return is('Ready', 'NotRegistered')(await suite.get(KIND, 'late'));
    });
    await untilSays('late', 'Registered', 'Unreachable');
    await apply('modeller', NEXT, { labels: { look: 'again' } });
    const known = await suite.until('modeller', is('Degraded', 'GatewayUnreachable'));
    assert.equal(conditionOf(known, 'Ready')?.status, 'True');
    assert.equal(conditionOf(known, 'Registered')?.status, 'Unknown');
    await platform.gate.open();
    await untilSays('late', 'Ready', 'Available');
    assert.deepEqual(await listed(), ['late', 'modeller']);
  });

  it('says what holds its deletion while the gateway does not answer, and can go without it', async () => {
    await platform.gate.close();
    await suite.delete(KIND, 'late');
    const held = await suite.until('late', (each) => conditionOf(each, 'Ready')?.reason === 'Deleting');
    assert.match(conditionOf(held, 'Ready')?.message ?? '', /deregister: .*does not answer.*skip-deregistration/);
    const annotations = { 'ameide.io/skip-deregistration': 'true' };
    await apply('late', { ...NEXT, models: [offline] }, { annotations });
    await until(async () => (await suite.list(KIND)).every(({ metadata }) => metadata.name !== 'late'));
    await platform.gate.open();
    // What the gateway still lists goes when one of the same name comes and goes.
    await apply('late', { ...NEXT, models: [offline] });
    await serve('late');
    await remove('late');
    assert.deepEqual(await listed(), ['modeller']);
  });

  it('leaves nothing behind', async () => {
    await remove('modeller');
    assert.deepEqual(await listed(), []);
    for (const kind of [
      CONFIG_MAP,
      DEPLOYMENT,
      SERVICE,
      AUTOSCALER,
      NETWORK_POLICY,
      SERVICE_MONITOR,
      SERVICE_ACCOUNT,
    ]) {
      await until(async () => !(await suite.list(kind)).some(({ metadata }) => /-agent(-|$)/.test(metadata.name)));
    }
    assert.ok(await suite.get(CONFIG_MAP, 'modeller'));
  });

  it('never tells a secret in a status or an Event', async () => {
    await apply('modeller', { models: [offline] });
    await suite.until('modeller', (each) => statusOf(each) !== undefined);
    const said = JSON.stringify([await suite.list({ apiVersion: 'v1', kind: 'Event' }), await suite.list(KIND)]);
    for (const value of ['sk-not-told', 'sk-nowhere-told', 'sk-replaced', platform.secret]) {
      assert.ok(!said.includes(value));
      assert.ok(!said.includes(Buffer.from(value).toString('base64')));
    }
  });

  it('is made of objects that Kubernetes takes as they are, whatever the spec', async () => {
    for (const spec of fc.sample(validSpecs(agent), 100)) {
      const model = aCluster();
      model.reconcile(anAgent({ ...spec, image: image('a'), tenancy: {}, paused: false }));
      for (const part of model.all()) await suite.dryRun(part);
    }
  });
});
