import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { collect, type Harness, outline, run, spoken, startHarness, valuesOf } from './harness.ts';

let harness: Harness;
before(async () => {
  harness = await startHarness();
});
after(() => harness.stop());

type Block =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'tool_use'; readonly id: string; readonly name: string };

/** A server that speaks Anthropic's streaming Messages and gives one list of content blocks for each request. */
async function startAnthropicServer(answers: readonly (readonly Block[])[], { endsEarly = false } = {}) {
  const requests: { messages: { role: string; content: unknown }[]; tools?: { name: string }[] }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    requests.push(JSON.parse(body));
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = (event: { type: string; [field: string]: unknown }) =>
      response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    const blocks = answers[requests.length - 1] ?? [];
    const usage = { input_tokens: 100, output_tokens: 1 };
    send({
      type: 'message_start',
      message: {
        id: `m${requests.length}`,
        type: 'message',
        role: 'assistant',
        model: 'c',
        content: [],
        stop_reason: null,
        usage,
      },
    });
    blocks.forEach((block, index) => {
      const start = block.type === 'text' ? { type: 'text', text: '' } : { ...block, input: {} };
      send({ type: 'content_block_start', index, content_block: start });
      const deltas =
        block.type === 'text'
          ? block.text.split(/(?<= )/).map((text) => ({ type: 'text_delta', text }))
          : [
              { type: 'input_json_delta', partial_json: '{"intent": "mod' },
              { type: 'input_json_delta', partial_json: 'ify"}' },
            ];
      for (const delta of deltas) send({ type: 'content_block_delta', index, delta });
      send({ type: 'content_block_stop', index });
    });
    if (!endsEarly) {
      const stop_reason = blocks.at(-1)?.type === 'tool_use' ? 'tool_use' : 'end_turn';
      send({ type: 'message_delta', delta: { stop_reason }, usage: { output_tokens: 10 } });
      send({ type: 'message_stop' });
    }
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test('a provider streams, calls tools and is counted', async () => {
  await using provider = await startAnthropicServer([
    [
      { type: 'text', text: 'Let me see.' },
      { type: 'tool_use', id: 'toolu_1', name: 'GetProjection' },
    ],
    [{ type: 'text', text: 'It is a sample.' }],
  ]);
  const { client, seen } = await harness.startRuntime({ anthropicApiKey: 'k', anthropicBaseUrl: provider.url });
  const request = run('what is this?', { model: 'anthropic:c' });
  const { events, error } = await collect(client.executeRun(request, harness.asGateway()));
  assert.equal(error, undefined);
  assert.deepEqual(outline(events), ['token', 'toolCall', 'usage', 'toolResult', 'token', 'usage']);
  assert.equal(spoken(events), 'Let me see.\n\nIt is a sample.');
  assert.deepEqual(valuesOf(events, 'toolCall')[0]?.arguments, { intent: 'modify' });
  assert.equal(seen.projections.length, 1);
  const { inputTokens, model } = valuesOf(events, 'usage').at(-1)!;
  assert.deepEqual([inputTokens, model], [200, 'anthropic:c']);
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
  await using provider = await startAnthropicServer([[{ type: 'text', text: 'Half an' }]], { endsEarly: true });
  const { client } = await harness.startRuntime({ anthropicApiKey: 'k', anthropicBaseUrl: provider.url });
  const { events, error } = await collect(client.executeRun(run('hi', { model: 'anthropic:c' }), harness.asGateway()));
  assert.equal(spoken(events), 'Half an');
  assert.match(String(error), /does not answer/);
});
