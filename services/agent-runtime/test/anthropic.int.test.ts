import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startAnthropicServer } from './anthropic-server.ts';
import { collect, type Harness, outline, run, spoken, startHarness, valuesOf } from './harness.ts';
import { script } from './script.ts';

let harness: Harness;
before(async () => {
  harness = await startHarness();
});
after(() => harness.stop());

test('a provider streams, calls tools and is counted', async () => {
  await using provider = await startAnthropicServer([
    script(
      [
        { text: 'Let me ' },
        { text: 'see.' },
        { call: { index: 1, id: 'toolu_1', name: 'GetProjection', args: '{"intent": "mod' } },
        { call: { index: 1, args: 'ify"}' } },
      ],
      'tool_use',
    ),
    script([{ text: 'It is a ' }, { text: 'sample.' }], 'end_turn'),
  ]);
  const { client, seen } = await harness.startRuntime({ anthropicApiKey: 'k', anthropicBaseUrl: provider.url });
  const request = run('what is this?', { model: 'anthropic:c' });
  const { events, error } = await collect(client.executeRun(request, harness.asGateway()));
  assert.equal(error, undefined);
  assert.deepEqual(outline(events), ['token', 'toolCall', 'usage', 'toolResult', 'token', 'usage']);
  assert.equal(spoken(events), 'Let me see.\n\nIt is a sample.');
  assert.deepEqual(valuesOf(events, 'toolCall')[0]?.arguments, { intent: 'modify' });
  assert.equal(seen.projections.length, 1);
  const { inputTokens, outputTokens, model } = valuesOf(events, 'usage').at(-1)!;
  assert.deepEqual([inputTokens, outputTokens, model], [200, 20, 'anthropic:c']);
  assert.deepEqual(
    provider.requests[0]?.tools?.map(({ name }) => name),
    ['GetProjection', 'ProposePatch'],
  );
  assert.deepEqual(
    provider.requests[1]?.messages.map(({ role }) => role),
    ['user', 'assistant', 'user'],
  );
  const again = await collect(client.executeRun(request, harness.asGateway()));
  assert.equal(spoken(again.events), 'Let me see.\n\nIt is a sample.');
});

test('an answer that ends early fails the run', async () => {
  await using provider = await startAnthropicServer([script([{ text: 'Half an' }], '')]);
  const { client } = await harness.startRuntime({ anthropicApiKey: 'k', anthropicBaseUrl: provider.url });
  const { events, error } = await collect(client.executeRun(run('hi', { model: 'anthropic:c' }), harness.asGateway()));
  assert.equal(spoken(events), 'Half an');
  assert.match(String(error), /does not answer/);
});
