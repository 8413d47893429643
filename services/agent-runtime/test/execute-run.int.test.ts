import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Severity } from '@ameide/contracts/graph/v1/diagnostic';
import { ChatRole } from '@ameide/contracts/threads/v1/chat';
import { errorReason, ServiceError } from '@ameide/service-kit/errors';
import { Code, ConnectError } from '@connectrpc/connect';
import { ARTIFACT, collect, type Harness, outline, run, spoken, startHarness, valuesOf } from './harness.ts';

let harness: Harness;
before(async () => {
  harness = await startHarness();
});
after(() => harness.stop());

test('a change: reads the model, proposes a patch, and says so', async () => {
  const { client, seen } = await harness.startRuntime();
  const request = run('add a user task "Call back" after "Check order"');
  const { events, error } = await collect(client.executeRun(request, harness.asGateway()));
  assert.equal(error, undefined);
  assert.deepEqual(outline(events), [
    ...['toolCall', 'usage', 'toolResult'],
    ...['toolCall', 'usage', 'toolResult', 'suggestion'],
    ...['token', 'usage'],
  ]);
  const [look, propose] = valuesOf(events, 'toolCall');
  assert.deepEqual([look?.name, propose?.name], ['GetProjection', 'ProposePatch']);
  assert.equal(look?.arguments?.token_budget, 4000);
  assert.deepEqual(
    valuesOf(events, 'toolResult').map(({ ok, summary, toolCallId }) => [ok, summary, toolCallId]),
    [
      [true, 'Read version 3: 27 of 27 nodes, 21 of 21 edges', look?.id],
      [true, 'Proposed 4 operations', propose?.id],
    ],
  );
  const [patch] = seen.patches.values();
  const suggestion = valuesOf(events, 'suggestion')[0]?.suggestion;
  assert.equal(suggestion?.value?.patchId, patch?.id);
  assert.match(spoken(events), /^I propose: Add user task "Call back" after user task "Check order"\./);
  const usages = valuesOf(events, 'usage').map(({ inputTokens, outputTokens, model }) => [
    inputTokens,
    outputTokens,
    model,
  ]);
  assert.ok(
    usages.every(([input, output], at) => at === 0 || (input! > usages[at - 1]![0]! && output! > usages[at - 1]![1]!)),
  );
  assert.equal(usages.at(-1)?.[2], 'offline');
});

test('what the person has selected is what "this" means', async () => {
  const { client, seen } = await harness.startRuntime();
  const context = { version: 2, selected: [{ id: 'Check', name: 'Check order' }] };
  const parts = [{ kind: { case: 'text' as const, value: { text: 'what does this do?' } } }];
  const { runId, artifactId, agent } = run('') as { runId: string; artifactId: string; agent: { id: string } };
  const messages = [{ role: ChatRole.USER, parts, context }];
  const request = { runId, artifactId, agent, messages };
  const { events, error } = await collect(client.executeRun(request, harness.asGateway()));
  assert.equal(error, undefined);
  assert.deepEqual(seen.projections[0]?.request.focusIds, ['Check']);
  assert.match(spoken(events), /^User task "Check order" has the id Check/);
  assert.match(spoken(events), /You look at version 2; this is about version 3\.$/);
});

test('tools act for the person whose run it is, on the version that was read', async () => {
  const { client, seen } = await harness.startRuntime();
  const request = run('rename Check order to Verify order');
  await collect(client.executeRun(request, harness.asGateway()));
  const who = { tenantId: 'acme', actorId: 'alice', caller: 'internal', runId: request.runId, agentId: 'bpmn' };
  assert.deepEqual([seen.projections[0]?.who, seen.proposals[0]?.who], [who, who]);
  assert.equal(seen.projections[0]?.request.ref, `artifacts/${ARTIFACT}/main`);
  assert.equal(seen.proposals[0]?.request.ref, `artifacts/${ARTIFACT}/main@3`);
});

test('findings are told to the agent, not suggested to people', async () => {
  const diagnostics = [{ severity: Severity.ERROR, code: 'rule_broken', message: 'Not so.', operationId: '1' }];
  const { client } = await harness.startRuntime({ hooks: { findings: () => ({ valid: false, diagnostics }) } });
  const { events } = await collect(client.executeRun(run('rename Check order to X'), harness.asGateway()));
  assert.deepEqual(valuesOf(events, 'suggestion'), []);
  assert.equal(valuesOf(events, 'toolResult').at(-1)?.ok, false);
  assert.match(spoken(events), /error rule_broken in operation 1: Not so\./);
});

test('a refusal of a service is a result of the tool', async () => {
  const refuse = async () => {
    throw new ServiceError('not_found', 'model_not_found', 'There is no such model.');
  };
  const { client } = await harness.startRuntime({ hooks: { projection: refuse } });
  const { events, error } = await collect(client.executeRun(run('list the tasks'), harness.asGateway()));
  assert.equal(error, undefined);
  assert.equal(valuesOf(events, 'toolResult')[0]?.ok, false);
  assert.equal(spoken(events), 'There is no model here yet. Import a document first, then ask again.');
});

test('somebody who may not propose changes is told so in words', async () => {
  const refuse = async () => {
    throw new ServiceError('permission_denied', 'role_required', 'This needs the role graph.contributor.');
  };
  const { client } = await harness.startRuntime({ hooks: { proposal: refuse } });
  const { events, error } = await collect(client.executeRun(run('rename Check order to X'), harness.asGateway()));
  assert.equal(error, undefined);
  assert.equal(valuesOf(events, 'toolResult').at(-1)?.ok, false);
  assert.match(spoken(events), /^I would: Rename .+\. But you may not propose changes here; ask somebody who may\.$/);
});

test('a tool that is not in the definition does not exist', async () => {
  const { client, seen } = await harness.startRuntime();
  const request = run('rename Check order to X', { tools: ['GetProjection'] });
  const { events } = await collect(client.executeRun(request, harness.asGateway()));
  assert.match(spoken(events), /^I would: Rename/);
  assert.equal(seen.proposals.length, 0);
});

test('without a model there are no tools', async () => {
  const { client, seen } = await harness.startRuntime();
  const { events } = await collect(client.executeRun(run('list the tasks', {}, ''), harness.asGateway()));
  assert.deepEqual(outline(events), ['token', 'usage']);
  assert.equal(seen.projections.length, 0);
});

const refusals = [
  [{ tools: ['GetProjection', 'DropDatabase'] }, Code.InvalidArgument, 'tool_unknown'],
  [{ model: 'magic' }, Code.InvalidArgument, 'model_unknown'],
  [{ model: 'openai:' }, Code.InvalidArgument, 'model_unknown'],
  [{ model: 'openai:gpt' }, Code.Unavailable, 'model_unavailable'],
  [{ model: 'anthropic:claude' }, Code.Unavailable, 'model_unavailable'],
  [{ maxSteps: 1 }, Code.FailedPrecondition, 'step_limit_reached'],
] as const;

for (const [agent, code, reason] of refusals) {
  test(`refuses ${JSON.stringify(agent)} with ${reason}`, async () => {
    const { client } = await harness.startRuntime();
    const request = run('rename Check order to X', {
      ...agent,
      tools: [...('tools' in agent ? agent.tools : ['GetProjection'])],
    });
    const { error } = await collect(client.executeRun(request, harness.asGateway()));
    assert.ok(error instanceof ConnectError);
    assert.deepEqual([error.code, errorReason(error)], [code, reason]);
  });
}

test('a missing key is named', async () => {
  const { client } = await harness.startRuntime();
  const { error } = await collect(client.executeRun(run('hi', { model: 'openai:gpt' }), harness.asGateway()));
  assert.match(String(error), /set OPENAI_API_KEY/);
});

test('people are refused', async () => {
  const { client } = await harness.startRuntime();
  const { error } = await collect(client.executeRun(run('hi')));
  assert.equal(errorReason(error), 'token_missing');
});
