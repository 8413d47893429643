import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ChatRole } from '@ameide/contracts/threads/v1/chat';
import { ServiceError } from '@ameide/service-kit/errors';
import { until } from '@ameide/test-kit';
import OpenAI, { APIError } from 'openai';
import { alice, bob, carol, gate, messageText, nobody, token, words } from '../harness.ts';
import { serveGateway } from './served-gateway.ts';

const model = 'agent:bpmn';
/** Answers that a person may have written at once. */
const AT_ONCE = 10;
const hello = [{ role: 'user' as const, content: 'Hello?' }];

describe('OpenAI chat completions, with the client of OpenAI', { timeout: 300_000 }, () => {
  let gateway: Awaited<ReturnType<typeof serveGateway>>;
  let client: OpenAI;
  let other: OpenAI;
  const clientOf = async (person: typeof alice) =>
    new OpenAI({ apiKey: await gateway.token(person), baseURL: `${gateway.url}/v1`, maxRetries: 0 });
  before(async () => {
    gateway = await serveGateway();
    [client, other] = await Promise.all([clientOf(alice), clientOf(carol)]);
  });
  after(() => gateway.close());

  const refusal = async (call: Promise<unknown>): Promise<APIError> => {
    const error = await call.then(
      () => assert.fail('was not refused'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof APIError, String(error));
    return error;
  };
  const said = (threadId: string) =>
    gateway.world.messages.get(threadId)!.map((message) => {
      const role = message.imported?.role ?? message.role;
      const by = `${message.imported ? 'imported ' : ''}${role === ChatRole.ASSISTANT ? 'agent' : 'person'}`;
      return `${by}: ${messageText(message)}`;
    });

  it('answers, with the conversation kept in a thread of the caller', async () => {
    gateway.world.made.push(async function* () {
      yield token('Good ');
      yield token('day.');
      yield { case: 'usage', value: { inputTokens: 7, outputTokens: 3, model: 'offline' } };
    });
    const answer = await client.chat.completions.create({
      model,
      messages: [
        { role: 'system', content: 'Be polite.' },
        { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
        { role: 'assistant', content: 'Hi.' },
        { role: 'user', content: 'Say more.' },
      ],
      temperature: 0.2,
    });
    assert.deepEqual(answer.choices[0]?.message, { role: 'assistant', content: 'Good day.', refusal: null });
    assert.equal(answer.choices[0]?.finish_reason, 'stop');
    assert.deepEqual(answer.usage, { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 });
    assert.equal(answer.model, model);
    assert.match(answer.id, /^chatcmpl-[0-9a-f-]{36}$/);
    const { ameide } = answer as unknown as { ameide: { thread_id: string; run_id: string } };
    assert.deepEqual(said(ameide.thread_id), [
      'imported person: Be polite.',
      'imported person: Hi',
      'imported agent: Hi.',
      'person: Say more.',
      'agent: Good day.',
    ]);

    // The thread knows what was said: of the messages only the last one is new.
    gateway.world.made.push(words('Still here.'));
    const messages = [{ role: 'user' as const, content: 'forgotten' }, ...hello];
    await client.chat.completions.create({ model, messages, metadata: { thread_id: ameide.thread_id } });
    assert.deepEqual(said(ameide.thread_id).slice(5), ['person: Hello?', 'agent: Still here.']);
    const foreign = other.chat.completions.create({ model, messages, metadata: { thread_id: ameide.thread_id } });
    assert.equal((await refusal(foreign)).status, 404);
  });

  it('streams what the agent says, and what it has used if asked', async () => {
    gateway.world.made.push(async function* () {
      yield { case: 'toolCall', value: { id: 'c1', name: 'GetProjection', arguments: {} } };
      yield { case: 'toolResult', value: { toolCallId: 'c1', name: 'GetProjection', ok: true, summary: 'read' } };
      for (const text of ['One ', 'two ', 'three.']) yield token(text);
      yield { case: 'usage', value: { inputTokens: 5, outputTokens: 3, model: 'offline' } };
    });
    const stream = client.chat.completions.stream({ model, messages: hello, stream_options: { include_usage: true } });
    const deltas: string[] = [];
    stream.on('content', (delta) => deltas.push(delta));
    assert.equal((await stream.finalChatCompletion()).choices[0]?.message.content, 'One two three.');
    assert.deepEqual(deltas, ['One ', 'two ', 'three.']);
    assert.deepEqual(await stream.totalUsage(), { completion_tokens: 3, prompt_tokens: 5, total_tokens: 8 });

    gateway.world.made.push(words('No usage.'));
    const chunks = await client.chat.completions.create({ model: 'bpmn', messages: hello, stream: true });
    for await (const chunk of chunks) assert.ok(!('usage' in chunk) && chunk.choices.length === 1);
  });

  it('gives the same run for the same key, also after the connection was cut in the middle', async () => {
    const more = gate();
    gateway.world.made.push(async function* () {
      yield token('first ');
      await more.opened;
      yield token('second');
    });
    const body = { model, messages: hello, stream: true } as const;
    const headers = { 'Idempotency-Key': 'a key of a client' };
    const cut = await client.chat.completions.create(body, { headers });
    let id = '';
    for await (const chunk of cut) {
      ({ id } = chunk);
      if (chunk.choices[0]?.delta.content === 'first ') break;
    }
    more.open();
    let text = '';
    for await (const chunk of await client.chat.completions.create(body, { headers })) {
      assert.equal(chunk.id, id);
      text += chunk.choices[0]?.delta.content ?? '';
    }
    assert.equal(text, 'first second');
    const again = await client.chat.completions.create({ ...body, stream: false }, { headers });
    assert.deepEqual([again.id, again.choices[0]?.message.content], [id, 'first second']);
    const changed = await refusal(
      client.chat.completions.create({ model, messages: [{ role: 'user', content: 'else' }] }, { headers }),
    );
    assert.deepEqual([changed.status, changed.code], [409, 'idempotency_key_reused']);
    assert.equal(changed.headers?.get('x-should-retry'), 'false');
  });

  it('cancels the run of who goes away without a key, which nobody could come back for', async () => {
    const stopped = gate();
    gateway.world.made.push(async function* (_request, signal) {
      yield token('never ending');
      signal.addEventListener('abort', () => stopped.open());
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    });
    const stream = await client.chat.completions.create({ model, messages: hello, stream: true });
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
    await stopped.opened;
  });

  it('says in a chunk why an answer is cut, and with a status what went wrong before anything was said', async () => {
    gateway.world.made.push(async function* () {
      yield token('So ');
      throw new ServiceError('failed_precondition', 'answer_filtered', 'The provider has withheld the answer.');
    });
    const stream = await client.chat.completions.create({ model, messages: hello, stream: true });
    let text = '';
    const reading = (async () => {
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    })();
    const cut = await refusal(reading);
    assert.deepEqual(
      [text, cut.code, cut.message],
      ['So ', 'answer_filtered', 'The provider has withheld the answer.'],
    );

    for (const wanted of [{ stream: true }, { stream: false }] as const) {
      gateway.world.made.push(async function* () {
        yield* [];
        throw new ServiceError('unavailable', 'model_unavailable', 'The model does not answer.');
      });
      const error = await refusal(client.chat.completions.create({ model, messages: hello, ...wanted }));
      assert.deepEqual([error.status, error.code], [503, 'model_unavailable']);
      assert.equal(error.headers?.get('retry-after'), '1');
      gateway.world.made.push(async function* () {
        yield* [];
        throw new ServiceError('resource_exhausted', 'budget_exceeded', 'Nothing is left of the month.');
      });
      const spent = await refusal(client.chat.completions.create({ model, messages: hello, ...wanted }));
      assert.deepEqual([spent.status, spent.code, spent.type], [402, 'budget_exceeded', 'insufficient_quota']);
      assert.equal(spent.headers?.get('x-should-retry'), 'false');
    }
  });

  it('refuses in the words of OpenAI what it cannot do, and who may not', async () => {
    const ask = (more: object) => client.chat.completions.create({ model, messages: hello, ...more });
    const tools = [{ type: 'function' as const, function: { name: 'f', parameters: {} } }];
    for (const [param, value] of Object.entries({ tools, store: false, n: 2, logprobs: true, messages: [] })) {
      const error = await refusal(ask({ [param]: value }));
      assert.deepEqual([error.status, error.param, error.type], [400, param, 'invalid_request_error']);
      assert.ok(error.requestID, 'the request can be found');
    }
    const image = [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://x.example' } }] }];
    assert.equal((await refusal(ask({ messages: image }))).code, 'unsupported_parameter');
    assert.equal((await refusal(ask({ messages: [{ role: 'assistant', content: 'x' }] }))).code, 'question_missing');
    assert.deepEqual((({ status, code }) => [status, code])(await refusal(ask({ model: 'gpt-5' }))), [
      404,
      'agent_not_found',
    ]);
    const stranger = new OpenAI({ apiKey: 'no token', baseURL: `${gateway.url}/v1`, maxRetries: 0 });
    assert.equal((await refusal(stranger.models.list())).status, 401);
    const powerless = await clientOf(nobody);
    assert.equal((await refusal(powerless.chat.completions.create({ model, messages: hello }))).status, 403);
    const long = [{ role: 'user', content: 'x'.repeat(5_000_000) }];
    assert.equal((await refusal(ask({ messages: long }))).status, 413);
    assert.equal((await refusal(client.embeddings.create({ model, input: 'x' }))).code, 'route_not_found');
  });

  it('limits how much is answered at once, and says so as a rate limit', async () => {
    const viewer = await clientOf(bob);
    const more = gate();
    const ask = () =>
      viewer.chat.completions.create(
        { model, messages: hello },
        { headers: { 'Idempotency-Key': crypto.randomUUID() } },
      );
    gateway.world.made.push(
      ...Array.from(
        { length: AT_ONCE },
        () =>
          async function* () {
            yield token('x');
            await more.opened;
          },
      ),
    );
    const all = Array.from({ length: AT_ONCE }, ask);
    await until(() => gateway.world.made.length === 0);
    const error = await refusal(ask());
    assert.deepEqual([error.status, error.code, error.type], [429, 'rate_limit_exceeded', 'rate_limit_error']);
    more.open();
    await Promise.all(all);
  });

  it('lists the agents as models', async () => {
    const ids = [];
    for await (const one of client.models.list()) ids.push(one.id);
    assert.deepEqual(ids, ['agent:bpmn', 'agent:chat']);
    assert.equal((await client.models.retrieve('agent:bpmn')).owned_by, 'ameide');
    assert.equal((await refusal(client.models.retrieve('agent:none'))).status, 404);
  });
});
