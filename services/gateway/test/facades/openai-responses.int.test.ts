import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ServiceError } from '@ameide/service-kit/errors';
import OpenAI, { APIError } from 'openai';
import { alice, carol, gate, messageText, token, words } from '../harness.ts';
import { serveGateway } from './served-gateway.ts';

const model = 'agent:bpmn';

describe('OpenAI responses, with the client of OpenAI', { timeout: 300_000 }, () => {
  let gateway: Awaited<ReturnType<typeof serveGateway>>;
  let client: OpenAI;
  let other: OpenAI;
  before(async () => {
    gateway = await serveGateway();
    [client, other] = (await Promise.all(
      [alice, carol].map(
        async (person) =>
          new OpenAI({ apiKey: await gateway.token(person), baseURL: `${gateway.url}/v1`, maxRetries: 0 }),
      ),
    )) as [OpenAI, OpenAI];
  });
  after(() => gateway.close());

  const refused = async (call: Promise<unknown>) => {
    const error = await call.then(
      () => assert.fail('was not refused'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof APIError, String(error));
    return [error.status, error.code];
  };
  /** Begins in the background, and answers when the gate opens. */
  const slow = async () => {
    const more = gate();
    gateway.world.made.push(async function* (_request, signal) {
      yield token('first ');
      await Promise.race([more.opened, new Promise((resolve) => signal.addEventListener('abort', resolve))]);
      yield token('second');
    });
    const { id } = await client.responses.create({ model, input: 'Slowly.', background: true });
    return { id, more };
  };

  it('are runs, which go on in the conversation of the last one', async () => {
    gateway.world.made.push(async function* () {
      yield token('Good day.');
      yield { case: 'usage', value: { inputTokens: 7, outputTokens: 3, model: 'offline' } };
    });
    const first = await client.responses.create({ model, input: 'Hi', instructions: 'Be polite.' });
    assert.deepEqual([first.status, first.output_text, first.usage?.total_tokens], ['completed', 'Good day.', 10]);
    const { output_text, ...kept } = await client.responses.retrieve(first.id);
    assert.deepEqual([kept.id, kept.status, output_text], [first.id, 'completed', 'Good day.']);

    gateway.world.made.push(words('Again.'));
    const next = { model, input: [{ role: 'user' as const, content: 'And?' }], previous_response_id: first.id };
    const second = await client.responses.create(next);
    assert.equal(second.conversation?.id, first.conversation?.id);
    const threadId = second.conversation!.id.slice('conv_'.length);
    assert.deepEqual(gateway.world.messages.get(threadId)!.map(messageText), [
      ...['Be polite.', 'Hi', 'Good day.'],
      ...['And?', 'Again.'],
    ]);
    assert.deepEqual(await refused(client.responses.create(next)), [400, 'response_not_last']);
    gateway.world.made.push(words('Named.'));
    const third = await client.responses.create({ model, input: 'Named?', conversation: second.conversation!.id });
    assert.equal(third.output_text, 'Named.');

    for (const id of [first.id, 'resp_none']) {
      assert.deepEqual(await refused(other.responses.retrieve(id)), [404, 'run_not_found']);
      assert.deepEqual(await refused(other.responses.cancel(id)), [404, 'run_not_found']);
      assert.deepEqual(await refused(other.responses.delete(id)), [404, 'run_not_found']);
    }
    const into = { model, input: 'x', conversation: second.conversation!.id };
    assert.deepEqual(await refused(other.responses.create(into)), [404, 'thread_not_found']);
  });

  it('stream in the order that the client demands', async () => {
    gateway.world.made.push(async function* () {
      yield { case: 'toolCall', value: { id: 'c1', name: 'GetProjection', arguments: {} } };
      for (const text of ['One ', 'two.']) yield token(text);
    });
    const stream = client.responses.stream({ model, input: 'Count.' });
    const types: string[] = [];
    const numbers: number[] = [];
    stream.on('event', ({ type, sequence_number }) => {
      types.push(type);
      numbers.push(sequence_number);
    });
    assert.equal((await stream.finalResponse()).output_text, 'One two.');
    assert.deepEqual(types, [
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    assert.deepEqual(
      numbers.toSorted((a, b) => a - b),
      numbers,
    );
    assert.equal(new Set(numbers).size, numbers.length);
  });

  it('go on in the background, and are streamed from any event on', async () => {
    const { id, more } = await slow();
    const cut = await client.responses.retrieve(id, { stream: true });
    let last = -1;
    for await (const event of cut) {
      last = event.sequence_number;
      if (event.type === 'response.output_text.delta') break;
    }
    assert.match((await client.responses.retrieve(id)).status ?? '', /queued|in_progress/);
    more.open();
    const rest: string[] = [];
    for await (const event of await client.responses.retrieve(id, { stream: true, starting_after: last })) {
      assert.ok(event.sequence_number > last);
      rest.push(event.type === 'response.output_text.delta' ? event.delta : event.type);
    }
    assert.deepEqual([rest[0], rest.at(-1)], ['second', 'response.completed']);
    const replayed = client.responses.stream({ response_id: id });
    assert.equal((await replayed.finalResponse()).output_text, 'first second');
  });

  it('are cancelled, and are deleted with the chat that was made for them', async () => {
    const { id } = await slow();
    const cancelled = await client.responses.cancel(id);
    assert.deepEqual([cancelled.id, cancelled.status], [id, 'cancelled']);
    assert.equal((await client.responses.cancel(id)).status, 'cancelled');
    const events: string[] = [];
    for await (const { type } of await client.responses.retrieve(id, { stream: true })) events.push(type);
    assert.equal(events.at(-1), 'response.failed');
    await client.responses.delete(id);
    assert.deepEqual(await refused(client.responses.retrieve(id)), [404, 'thread_not_found']);

    gateway.world.made.push(words('a'), words('b'));
    const first = await client.responses.create({ model, input: 'a' });
    await client.responses.create({ model, input: 'b', previous_response_id: first.id });
    assert.deepEqual(await refused(client.responses.delete(first.id)), [400, 'conversation_goes_on']);
  });

  it('fail with a status before anything was said, and with an event later', async () => {
    const spent = () => {
      throw new ServiceError('resource_exhausted', 'budget_exceeded', 'Nothing is left of the month.');
    };
    for (const stream of [true, false]) {
      gateway.world.made.push(async function* () {
        yield* [];
        spent();
      });
      const call = client.responses.create({ model, input: 'x', stream });
      assert.deepEqual(await refused(call as Promise<unknown>), [402, 'budget_exceeded']);
    }
    gateway.world.made.push(async function* () {
      yield token('So ');
      spent();
    });
    const stream = await client.responses.create({ model, input: 'x', stream: true });
    for await (const event of stream) {
      if (event.type !== 'response.failed') continue;
      assert.equal(event.response.error?.code, 'budget_exceeded');
      assert.equal(event.response.status, 'failed');
    }
    const tools = [{ type: 'web_search' as const }];
    assert.deepEqual(await refused(client.responses.create({ model, input: 'x', tools })), [
      400,
      'unsupported_parameter',
    ]);
    assert.deepEqual(await refused(client.responses.create({ model, input: [] })), [400, 'question_missing']);
  });
});
