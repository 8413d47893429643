import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Interaction, InteractionKind, InteractionService } from '@ameide/contracts/agents/v1/interaction_service';
import { errorReason } from '@ameide/service-kit/errors';
import type { JsonObject } from '@bufbuild/protobuf';
import { alice, carol, collect, type Harness, type Person, run, startHarness } from './harness.ts';
import { startOpenAiServer } from './openai-server.ts';

const admin = (person: Person): Person => ({ ...person, roles: ['graph.admin'] });
const operations = [{ op: 'rename', element: 'Check', name: 'Ask [EMAIL_1]' }];

describe('interactions', () => {
  let harness: Harness;
  let runId: string;
  let interactions: readonly Interaction[];
  before(async () => {
    harness = await startHarness();
    await using provider = await startOpenAiServer([
      {
        type: 'tool_call',
        id: 'b',
        name: 'ProposePatch',
        args: JSON.stringify({ title: 'T', version: 3, operations }),
      },
      { type: 'text', text: 'Done for [EMAIL_1].' },
    ]);
    const { client } = await harness.startRuntime({ openaiBaseUrl: provider.url, openaiApiKey: 'k' });
    const request = run('ask ann@example.com', { model: 'openai:m' });
    runId = request.runId;
    const { error } = await collect(client.executeRun(request, harness.asGateway()));
    assert.equal(error, undefined);
    interactions = await list(admin(alice), { runId });
  });
  after(() => harness.stop());

  const list = async (person: Person, request: Parameters<typeof ask>[1] = {}) =>
    (await ask(person, request)).interactions;
  const ask = (person: Person, request: { runId?: string; userId?: string; pageSize?: number; pageToken?: string }) =>
    harness.client(InteractionService).listInteractions(request, harness.as(person));
  const texts = ({ request }: Interaction) => (request!.messages as JsonObject[]).map(({ content }) => content);

  it('are kept word for word, as the provider got them, and as the tools got them', () => {
    const [answer, tool, question] = interactions as [Interaction, Interaction, Interaction];
    assert.deepEqual(
      interactions.map(({ kind, name, ok }) => [kind, name, ok]),
      [
        [InteractionKind.MODEL, 'openai:m', true],
        [InteractionKind.TOOL, 'ProposePatch', true],
        [InteractionKind.MODEL, 'openai:m', true],
      ],
    );
    assert.equal(texts(question)[1], 'ask [EMAIL_1]');
    const sent = tool.request?.arguments as JsonObject;
    assert.deepEqual((sent.operations as JsonObject[])[0]?.name, 'Ask ann@example.com');
    assert.equal(answer.response?.text, 'Done for [EMAIL_1].');
    assert.deepEqual([answer.userId, answer.agentId, answer.runId], ['alice', 'bpmn', runId]);
  });

  it('are read in pages, by their run or their person', async () => {
    const ids: string[] = [];
    for (let pageToken = ''; ; ) {
      const page = await ask(admin(alice), { userId: 'alice', pageSize: 2, pageToken });
      ids.push(...page.interactions.map(({ id }) => id));
      pageToken = page.nextPageToken;
      if (pageToken === '') break;
    }
    assert.deepEqual(
      ids,
      interactions.map(({ id }) => id),
    );
    assert.deepEqual(await list(admin(alice), { userId: 'bob' }), []);
  });

  it('are for administrators of the tenant only', async () => {
    await assert.rejects(list(alice), (error) => errorReason(error) === 'role_required');
    assert.deepEqual(await list(admin(carol)), []);
  });

  it('cannot be changed by the service itself', async () => {
    for (const change of [
      'update agent_runtime.interactions set ok = false',
      'delete from agent_runtime.interactions',
    ]) {
      await assert.rejects(harness.pool.query(change), /permission denied/);
    }
  });

  it('go after a year, and not before', async () => {
    const expire = async () =>
      (await harness.pool.query("select agent_runtime.expire_interactions('1 day', 100) as n")).rows[0].n;
    assert.equal(await expire(), 0);
    await harness.admin.query(
      "update agent_runtime.interactions set began_at = began_at - interval '366 days' where run_id = $1",
      [runId],
    );
    assert.equal(await expire(), 3);
  });
});
