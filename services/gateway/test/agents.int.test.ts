import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AgentSchema } from '@ameide/contracts/agents/v1/agent';
import { PersonalDataPolicy } from '@ameide/contracts/agents/v1/agent_policy';
import { AgentPolicyService } from '@ameide/contracts/agents/v1/agent_policy_service';
import { CircuitState } from '@ameide/contracts/agents/v1/provider';
import { RunState } from '@ameide/contracts/inference/v1/run';
import { assertRowLevelSecurity } from '@ameide/postgres/testing';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { CallOptions } from '@connectrpc/connect';
import { assertEnd, assertRefused } from './assertions.ts';
import { as, collect, type GatewayInstance, generate, startSystem, type TestSystem, words } from './harness.ts';

const ENDPOINT = 'http://modeller-agent.ameide-dev.svc';
const OWN = ['bpmn', 'chat'];

const source = (generation = 1, createdAt = 1_000, name = 'modeller') => ({
  namespace: 'ameide-dev',
  name,
  createdAt: timestampFromMs(createdAt),
  generation,
});

interface Request {
  readonly agent: MessageInitShape<typeof AgentSchema>;
  readonly endpoint: string;
  readonly source: ReturnType<typeof source>;
}

const modeller = (changes: Partial<Request> = {}): Request => ({
  agent: { id: 'modeller', name: 'Modeller', tools: ['GetProjection'], model: 'offline', version: '3' },
  endpoint: ENDPOINT,
  source: source(),
  ...changes,
});
/** Options of a call by an operator. */
const forTenant = (tenantId: string) => as('agent-operator', tenantId);

describe('registered agents', { timeout: 60_000 }, () => {
  let system: TestSystem;
  let gateway: GatewayInstance;
  before(async () => {
    system = await startSystem();
    gateway = await system.gateway();
  });
  after(() => system.close());

  const register = (request: Request, tenantId = '*') =>
    gateway.registration.registerAgent(request, forTenant(tenantId));
  const deregister = (generation: number, tenantId = '*') =>
    gateway.registration.deregisterAgent({ agentId: 'modeller', source: source(generation) }, forTenant(tenantId));
  const list = async (tenantId: string) => (await gateway.agents.listAgents({}, as('ada', tenantId))).agents;
  const ids = async (tenantId: string) => (await list(tenantId)).map(({ id }) => id);

  it('run on models of providers, which are listed with how they do, those that nobody has called as well', async () => {
    system.world.providers = [
      { name: 'offline', protocol: 'offline', configured: true },
      {
        name: 'openai',
        protocol: 'openai',
        models: [{ name: 'openai:m', circuit: CircuitState.OPEN, activeCalls: 2 }],
      },
    ];
    const { providers } = await gateway.agents.listProviders({}, as('ada'));
    assert.deepEqual(
      providers.map(({ name, configured, models }) => [name, configured, models.map((one) => [one.name, one.circuit])]),
      [
        ['offline', true, [['offline', CircuitState.UNSPECIFIED]]],
        ['openai', false, [['openai:m', CircuitState.OPEN]]],
      ],
    );
    assert.equal(providers[1]?.models[0]?.activeCalls, 2);
  });

  it('are listed beside the gateway’s own, for all tenants or for one', async () => {
    assert.deepEqual(await ids('acme'), OWN);
    await register(modeller());
    await register(modeller({ agent: { id: 'buyer', name: 'Buyer', model: 'offline' } }), 'globex');
    assert.deepEqual(await ids('acme'), [...OWN, 'modeller']);
    assert.deepEqual(await ids('globex'), ['bpmn', 'buyer', 'chat', 'modeller']);
    const [found] = (await list('acme')).filter(({ id }) => id === 'modeller');
    assert.deepEqual([found?.name, found?.tools, found?.version], ['Modeller', ['GetProjection'], '3']);
  });

  it('of a tenant stand in for those of all with the same id, for that tenant alone', async () => {
    const agent = { id: 'modeller', name: 'Our modeller', model: 'offline' };
    await register(modeller({ agent, endpoint: 'http://modeller-agent.tenant-acme-dev-base.svc' }), 'acme');
    const nameFor = async (tenant: string) => (await list(tenant)).find(({ id }) => id === 'modeller')?.name;
    assert.deepEqual([await nameFor('acme'), await nameFor('globex')], ['Our modeller', 'Modeller']);
    await deregister(2, 'acme');
    assert.equal(await nameFor('acme'), 'Modeller');
  });

  it('are executed at their endpoint, for the user who asked, and by their id alone', async () => {
    const frames = await collect(
      generate(gateway, system.world.thread(words('Hello.')), undefined, { agentId: 'modeller' }),
    );
    const { runId } = frames[0]!;
    assertEnd(frames, RunState.COMPLETED, '', system.world.answer(runId)!.id);
    const execution = system.world.executions.at(-1);
    assert.deepEqual([execution?.runId, execution?.agentId, execution?.agent], [runId, 'modeller', undefined]);
    assert.equal(system.world.executedFor.at(-1)?.actorId, 'ada');
    assert.deepEqual(system.world.called, [ENDPOINT]);
    await assertRefused(
      collect(generate(gateway, system.world.thread(words('x')), undefined, { agentId: 'buyer' })),
      'agent_not_found',
    );
  });

  it('are changed by what is newer, not by what is older, and not at all by the same', async () => {
    const named = (name: string, generation: number) =>
      register(modeller({ agent: { id: 'modeller', name, model: 'offline' }, source: source(generation) }));
    const row = async () =>
      (await system.admin.query("select xmin, generation from gateway.agents where tenant_id = '*'")).rows;
    await named('Third', 3);
    const before = await row();
    await named('Third', 3);
    await assertRefused(named('Second', 2), 'agent_superseded');
    assert.deepEqual(await row(), before);
    assert.equal((await list('acme')).at(-1)?.name, 'Third');
  });

  it('keep their id: neither another object nor the gateway’s own can be replaced', async () => {
    await assertRefused(register(modeller({ source: source(9, 9_000, 'other') })), 'agent_id_taken');
    const chat = { id: 'chat', name: 'Mine', model: 'offline' };
    await assertRefused(register(modeller({ agent: chat }), 'acme'), 'agent_id_taken');
  });

  it('are gone once they are taken away, also for what was said before and arrives later', async () => {
    await deregister(4);
    await deregister(4);
    assert.deepEqual(await ids('acme'), OWN);
    await assertRefused(register(modeller({ source: source(3) })), 'agent_superseded');
    await register(modeller({ source: source(1, 2_000) }));
    assert.deepEqual(await ids('acme'), [...OWN, 'modeller']);
    await assertRefused(deregister(4), 'agent_superseded');
  });

  it('answer as the policy of their tenant says, which its administrators set', async () => {
    const policies = gateway.client(AgentPolicyService);
    const policy = { personalData: PersonalDataPolicy.BLOCK };
    const carol = as('carol', 'globex', { roles: ['graph.admin'] });
    await assertRefused(policies.setAgentPolicy({ policy }, as('ada')), 'role_required');
    await policies.setAgentPolicy({ policy }, carol);
    for (const { client } of [gateway, await system.gateway()]) {
      const read = async (by: CallOptions) => (await client(AgentPolicyService).getAgentPolicy({}, by)).policy;
      assert.equal((await read(carol))?.personalData, PersonalDataPolicy.BLOCK);
      assert.equal((await read(as('ada')))?.personalData, PersonalDataPolicy.UNSPECIFIED);
    }
    for (const tenantId of ['globex', 'acme']) {
      await collect(generate(gateway, system.world.thread(words('x')), undefined, { tenantId }));
    }
    const sent = system.world.executions.slice(-2).map(({ personalData }) => personalData);
    assert.deepEqual(sent, [PersonalDataPolicy.BLOCK, PersonalDataPolicy.UNSPECIFIED]);
  });

  it('outlive the process', async () => {
    const next = await system.gateway();
    const { agents } = await next.agents.listAgents({}, as('ada'));
    assert.ok(agents.some(({ id }) => id === 'modeller'));
  });

  it('can be registered by services only, in the cluster only', async () => {
    const calls = [
      gateway.registration.registerAgent(modeller()),
      gateway.registration.deregisterAgent({ agentId: 'a', source: source() }),
    ];
    for (const call of calls) await assertRefused(call, 'token_missing');
    for (const endpoint of [
      'http://evil.example.com',
      'http://a.b.svc.evil.com',
      'http://10.0.0.1',
      'http://a.b.svc/path',
    ])
      await assertRefused(register(modeller({ endpoint })), 'invalid_request');
    await assertRefused(register(modeller(), 'no tenant'), 'invalid_request');
  });

  it('are isolated by tenant in the database', () => assertRowLevelSecurity(system.admin, 'gateway'));
});
