import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { errorReason } from '@ameide/service-kit/errors';
import type { ModelEndpoint, OwnAgent } from '../src/service.ts';
import { collect, type Harness, run, spoken, startHarness, valuesOf } from './harness.ts';
import { type Answer, startOpenAiServer } from './openai-server.ts';

const offline: ModelEndpoint = { provider: 'offline', protocol: 'offline', model: 'offline' };
const modeller = (changes: Partial<OwnAgent> = {}): OwnAgent => ({
  id: 'modeller',
  instructions: 'You model.',
  tools: ['GetProjection'],
  approvalRequired: [],
  models: [offline],
  maxSteps: 10,
  ...changes,
});
/** A run of the runtime's own agent. */
function runOf(agentId: string, text: string) {
  const { agent: _, ...request } = run(text);
  return { ...request, agentId };
}

describe('a runtime that was made for one agent', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.stop());

  /** Executes a run with a provider that answers so, and the offline model after it. */
  async function execute(answers: readonly Answer[], models = [offline]) {
    await using provider = await startOpenAiServer(answers);
    const first: ModelEndpoint = {
      provider: 'openai',
      protocol: 'openai',
      model: 'm',
      baseUrl: provider.url,
      apiKey: 'k',
    };
    const { client } = await harness.startRuntime({ agent: modeller({ models: [first, ...models] }) });
    return await collect(client.executeRun(runOf('modeller', 'rename Check order to X'), harness.asGateway()));
  }

  it('executes it by its id, with the tools that it has and no others', async () => {
    const { client, seen } = await harness.startRuntime({ agent: modeller() });
    const { events, error } = await collect(
      client.executeRun(runOf('modeller', 'rename Check order to X'), harness.asGateway()),
    );
    assert.equal(error, undefined);
    assert.match(spoken(events), /^I would: Rename/);
    assert.deepEqual([seen.projections.length, seen.proposals.length], [1, 0]);
  });

  it('executes nothing else: no other agent, and no definition that it is given', async () => {
    const { client } = await harness.startRuntime({ agent: modeller() });
    const refusal = async (request: Parameters<typeof client.executeRun>[0]) =>
      errorReason((await collect(client.executeRun(request, harness.asGateway()))).error);
    assert.equal(await refusal(runOf('buyer', 'hi')), 'agent_not_found');
    assert.equal(await refusal(run('hi')), 'definition_fixed');
    assert.equal(await refusal({ ...run('hi'), agentId: 'modeller' }), 'definition_fixed');
  });

  it('is not made for one when it has no agent of its own', async () => {
    const { client } = await harness.startRuntime();
    const { error } = await collect(client.executeRun(runOf('modeller', 'hi'), harness.asGateway()));
    assert.equal(errorReason(error), 'agent_not_found');
  });

  it('tries its models in their order, and says which one has answered', async () => {
    const { events, error } = await execute([
      { type: 'status', status: 503 },
      { type: 'status', status: 401 },
    ]);
    assert.equal(error, undefined);
    assert.match(spoken(events), /^I would: Rename/);
    assert.deepEqual(new Set(valuesOf(events, 'usage').map(({ model }) => model)), new Set(['offline']));
  });

  it('stays with its first model as long as that one answers', async () => {
    const { events, error } = await execute([{ type: 'text', text: 'Hello.' }]);
    assert.equal(error, undefined);
    assert.equal(spoken(events), 'Hello.');
    assert.equal(valuesOf(events, 'usage').at(-1)?.model, 'openai:m');
  });

  it('does not let another model begin anew what people have read in part', async () => {
    const { events, error } = await execute([{ type: 'broken', text: 'Hello', how: 'disconnect' }]);
    assert.equal(errorReason(error), 'model_unavailable');
    assert.equal(spoken(events), 'Hello');
  });

  it('says what the last of its models has said when none answers', async () => {
    const { error } = await execute(
      [{ type: 'status', status: 503 }],
      [{ ...offline, provider: 'openai', protocol: 'openai', baseUrl: 'http://127.0.0.1:1/v1' }],
    );
    assert.equal(errorReason(error), 'model_unavailable');
    assert.match(String(error), /openai:offline does not answer/);
  });
});
