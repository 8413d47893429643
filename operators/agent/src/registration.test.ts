import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { anAgent, definitionJson, found } from './agent.fixture.ts';
import type { AgentRegistry, GatewayAnswer } from './ports.ts';
import { asToldBefore, deregistration, register, registrationOf, SKIP_DEREGISTRATION } from './registration.ts';

const DONE: GatewayAnswer = { state: 'done' };
const REFUSED: GatewayAnswer = { state: 'refused', reason: 'agent_id_taken', message: 'Another agent has the id.' };
const GONE: GatewayAnswer = { state: 'unreachable', message: 'connect ECONNREFUSED' };
const signal = new AbortController().signal;

/** Says these answers in turn, and what it was asked. */
function gateway(...answers: readonly GatewayAnswer[]) {
  const asked: string[] = [];
  const answer = async (what: string) => {
    const next = answers[asked.push(what) - 1];
    assert.ok(next, `asked too often: ${asked.join(', ')}`);
    return next;
  };
  const registry: AgentRegistry = {
    register: (tenant, { profile }) => answer(`register ${tenant}/${profile.id}`),
    deregister: (tenant, id, { generation }) => answer(`deregister ${tenant}/${id} ${generation}`),
  };
  return { asked, registry };
}

function contentOf(text = definitionJson()) {
  const { definition } = found({}, text);
  assert.ok(definition.state === 'found');
  return definition.content;
}

type Options = Parameters<typeof anAgent>[1];
const told = (
  options: Options & { serves?: boolean; spec?: Parameters<typeof anAgent>[0] },
  ...answers: GatewayAnswer[]
) => {
  const { asked, registry } = gateway(...answers);
  const { serves = true, spec = {}, ...rest } = options;
  let checks = 0;
  const check = () => void checks++;
  return register(anAgent(spec, rest), contentOf(), { registry, serves, check }, signal).then((result) => {
    assert.equal(checks, asked.length, 'every write is fenced');
    return { result, asked };
  });
};

describe('what the gateway is told of an Agent', () => {
  it('is what people see of it, and where it is', () => {
    const tools = [{ name: 'GetProjection' }];
    const { profile, endpoint, source } = registrationOf(anAgent({ tools, risk: 'high' }), contentOf());
    assert.deepEqual(profile, {
      id: 'modeller',
      name: 'Modeller',
      description: '',
      tools: ['GetProjection'],
      artifactKinds: ['bpmn::collaboration'],
      model: 'anthropic:claude',
      version: '3',
      risk: 3,
    });
    assert.equal(endpoint, 'http://modeller-agent.ameide-dev.svc');
    assert.deepEqual(source, {
      namespace: 'ameide-dev',
      name: 'modeller',
      createdAt: '2026-01-01T00:00:00Z',
      generation: 1,
    });
  });

  it('has the name of the spec, else that of the definition, else that of the object', () => {
    const nameOf = (spec: Parameters<typeof anAgent>[0], text?: string) =>
      registrationOf(anAgent(spec), contentOf(text)).profile.name;
    assert.equal(nameOf({ displayName: 'Mo' }), 'Mo');
    assert.equal(nameOf({}), 'Modeller');
    assert.equal(nameOf({}, definitionJson({ name: '' })), 'modeller');
  });
});

describe('the registration of an Agent', () => {
  it('waits for its replicas', async () => {
    const { result, asked } = await told({ serves: false });
    assert.deepEqual([result.state, asked], ['waiting', []]);
  });

  it('is for all tenants or for its own, and is repeated also while replicas are missing', async () => {
    const first = await told({}, DONE);
    assert.ok(first.result.state === 'registered');
    assert.deepEqual([first.result.tenant, first.asked], ['*', ['register */modeller']]);
    const status = { registeredFor: '*', registration: first.result.digest };
    assert.deepEqual((await told({ status, serves: false }, DONE)).result, first.result);
    const own = await told({ spec: { tenancy: { tenant: 'acme' } } }, DONE);
    assert.deepEqual(own.asked, ['register acme/modeller']);
  });

  it('moves with the tenant: first it is taken away where it was', async () => {
    const status = { registeredFor: 'acme', registration: 'd' };
    assert.deepEqual((await told({ status }, DONE, DONE)).asked, ['deregister acme/modeller 1', 'register */modeller']);
    const stuck = await told({ status }, GONE);
    assert.deepEqual([stuck.result.state, stuck.asked], ['unreachable', ['deregister acme/modeller 1']]);
  });

  it('is not asked for custom code, and taken back when it was', async () => {
    const spec = { tenancy: { tenant: 'acme', code: 'custom' } } as const;
    assert.deepEqual(await told({ spec }), { result: { state: 'not_asked' }, asked: [] });
    const status = { registeredFor: 'acme', registration: 'd' };
    const taken = await told({ spec, status, serves: false }, DONE);
    assert.deepEqual(taken, { result: { state: 'not_asked' }, asked: ['deregister acme/modeller 1'] });
  });

  it('says what the gateway says', async () => {
    assert.deepEqual((await told({}, REFUSED)).result, {
      state: 'refused',
      message: 'The gateway refuses it (agent_id_taken): Another agent has the id.',
    });
    const gone = (await told({}, GONE)).result;
    assert.deepEqual(gone, {
      state: 'unreachable',
      known: false,
      message: 'The gateway does not answer: connect ECONNREFUSED.',
    });
    const { result: before } = await told({}, DONE);
    assert.ok(before.state === 'registered');
    const status = { registeredFor: '*', registration: before.digest };
    const known = (await told({ status }, GONE)).result;
    assert.equal(known.state === 'unreachable' && known.known, true);
    const changed = (await told({ status, spec: { displayName: 'Other' } }, GONE)).result;
    assert.equal(changed.state === 'unreachable' && changed.known, false);
  });

  it('is as it was while nothing is told', () => {
    const status = { registeredFor: '*', registration: 'd' };
    assert.deepEqual(asToldBefore(anAgent({}, { status })), { state: 'registered', tenant: '*', digest: 'd' });
    assert.deepEqual(asToldBefore(anAgent()), { state: 'waiting' });
    assert.deepEqual(asToldBefore(anAgent({ tenancy: { tenant: 'acme', code: 'custom' } })), { state: 'not_asked' });
  });
});

describe('the deletion of an Agent', () => {
  const remove = async (options: Options, ...answers: GatewayAnswer[]) => {
    const { asked, registry } = gateway(...answers);
    const context = { object: anAgent({}, options), check: () => {}, read: async () => undefined };
    return { result: await deregistration(async () => registry).run(context, signal), asked };
  };

  it('takes it away from the gateway, wherever it may be known', async () => {
    assert.deepEqual(await remove({}, DONE), { result: { done: true }, asked: ['deregister */modeller 1'] });
    const status = { registeredFor: 'acme', registration: 'd' };
    const { asked } = await remove({ status }, DONE, DONE);
    assert.deepEqual(asked, ['deregister */modeller 1', 'deregister acme/modeller 1']);
  });

  it('waits for the gateway, and says how to go without it', async () => {
    const { result } = await remove({}, GONE);
    assert.ok(!result.done);
    assert.match(result.waitingFor, /connect ECONNREFUSED.*ameide\.io\/skip-deregistration to "true"/);
    assert.deepEqual(result.heldBy, ['the gateway']);
    const skip = await remove({ annotations: { [SKIP_DEREGISTRATION]: 'true' } });
    assert.deepEqual(skip, { result: { done: true }, asked: [] });
  });
});
