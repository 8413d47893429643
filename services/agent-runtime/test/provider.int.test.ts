import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { ChatRole } from '@ameide/contracts/threads/v1/chat';
import { errorReason } from '@ameide/service-kit/errors';
import { startAnthropicServer } from './anthropic-server.ts';
import { startGoogleServer } from './google-server.ts';
import { collect, type Harness, run, spoken, startHarness, valuesOf } from './harness.ts';
import { startOpenAiServer } from './openai-server.ts';
import { startResponsesServer } from './responses-server.ts';
import { type Script, script } from './script.ts';

let harness: Harness;
before(async () => {
  harness = await startHarness();
});
after(() => harness.stop());

type Answers = readonly (Script | { type: 'status'; status: number; message: string })[];

/** Words that the protocols have for the same end. */
const OPENAI = { whole: 'stop', calls: 'tool_calls', length: 'length', filtered: 'content_filter' };
const ANTHROPIC = { whole: 'end_turn', calls: 'tool_use', length: 'max_tokens', filtered: 'refusal' };
const RESPONSES = { whole: 'whole', calls: 'whole', length: 'max_output_tokens', filtered: 'content_filter' };

const GOOGLE = { whole: 'STOP', calls: 'STOP', length: 'MAX_TOKENS', filtered: 'SAFETY' };

const providers = [
  { provider: 'google', form: undefined, ends: GOOGLE },
  { provider: 'google', form: 'document', ends: GOOGLE },
  { provider: 'responses', form: undefined, ends: RESPONSES },
  { provider: 'responses', form: 'document', ends: RESPONSES },
  { provider: 'openai', form: undefined, ends: OPENAI },
  { provider: 'openai', form: 'document', ends: OPENAI },
  { provider: 'anthropic', form: undefined, ends: ANTHROPIC },
  { provider: 'anthropic', form: 'document', ends: ANTHROPIC },
] as const;

type Provider = (typeof providers)[number]['provider'];

const STARTS = {
  openai: startOpenAiServer,
  responses: startResponsesServer,
  anthropic: startAnthropicServer,
  google: startGoogleServer,
};
const MODELS = {
  openai: 'openai:m',
  responses: 'openai:gpt-5.5-pro-2026-04-23',
  anthropic: 'anthropic:m',
  google: 'google:m',
};

async function execute(provider: Provider, answers: Answers) {
  await using server = await STARTS[provider](answers);
  const endpoint =
    provider === 'anthropic' || provider === 'google'
      ? { [`${provider}ApiKey`]: 'k', [`${provider}BaseUrl`]: server.url }
      : { openaiBaseUrl: server.url };
  const { client, seen } = await harness.startRuntime(endpoint);
  const order = run('please help', { model: MODELS[provider] });
  const { events, error } = await collect(client.executeRun(order, harness.asGateway()));
  const again = await collect(client.executeRun(order, harness.asGateway()));
  const { inputTokens, outputTokens } = valuesOf(events, 'usage').at(-1) ?? {};
  const usage = [inputTokens, outputTokens];
  const prompts = server.requests.map((request) =>
    'input' in request ? request.input : 'contents' in request ? request.contents : request.messages,
  );
  return { events, error, reason: errorReason(error), text: spoken(events), usage, again, seen, prompts };
}

const RENAME = '{"title":"Clearer","operations":[{"op":"rename","element":"Check","name":"Approve the inv';

for (const { provider, form, ends } of providers) {
  const say = (pieces: Script['pieces'], end: string = ends.whole, more: Partial<Script> = {}) =>
    execute(provider, [script(pieces, end, { form, ...more })]);

  describe(`what ${provider} says${form ? ', not streamed' : ''}`, () => {
    it('is told as it is, and counted as the provider counts', async () => {
      const { error, text, usage } = await say([{ text: 'Hello ' }, { text: 'there' }]);
      assert.deepEqual([error, text, usage], [undefined, 'Hello there', [100, 10]]);
    });

    it('is no answer when its end is not a good one; what was said and used is told, also later', async () => {
      const faults = [
        [ends.length, 'answer_cut_off'],
        [ends.filtered, provider === 'anthropic' ? 'answer_refused' : 'answer_filtered'],
        ['pause_turn', 'answer_unfinished'],
        ['a_new_reason', 'answer_unfinished'],
        ['model_context_window_exceeded', 'context_too_long'],
      ] as const;
      for (const [end, expected] of faults) {
        const { reason, text, usage, again } = await say([{ text: 'Half an ans' }], end);
        assert.deepEqual([reason, text, usage], [expected, 'Half an ans', [100, 10]]);
        assert.deepEqual([errorReason(again.error), spoken(again.events)], [expected, 'Half an ans']);
      }
    });

    it('is stored without characters that cannot be stored, and with those that came in two pieces', async () => {
      const { error, text } = await say([{ text: 'A\u0000\u0007 \ud83d' }, { text: '\ude00 b\ud83d' }]);
      assert.deepEqual([error, text], [undefined, 'A 😀 b\ufffd']);
    });

    it('is a failure when it is nothing, or blanks', async () => {
      for (const pieces of [[], [{ text: '' }], [{ text: ' \n\n' }]]) {
        const { reason, text, usage } = await say(pieces);
        assert.deepEqual([reason, text, usage], ['answer_empty', '', [100, 10]]);
      }
    });

    it('costs nothing when its usage is no number of tokens', async () => {
      // Anthropic's stream has counted one token before.
      const none = provider === 'anthropic' && !form ? 1 : 0;
      for (const [output, counted] of [
        [-1, none],
        [1.5, 1],
        ['many', none],
        [null, none],
        [5_000_000_000, 4_294_967_295],
        [Number.MAX_VALUE, 4_294_967_295],
      ] as const) {
        const { error, text, usage } = await say([{ text: 'Hello.' }], ends.whole, { usage: { input: 100, output } });
        assert.deepEqual([error, text, usage], [undefined, 'Hello.', [100, counted]]);
      }
    });

    it('is over at its end, also when the connection stays', async () => {
      for (const usage of [{ input: 100, output: 10 }, undefined]) {
        const { error, text } = await say([{ text: 'Hello.' }], ends.whole, { stays: true, usage });
        assert.deepEqual([error, text], [undefined, 'Hello.']);
      }
    });

    it('changes nothing when the limit cuts a call', async () => {
      const args = form || provider === 'google' ? '{"title":"x"}' : RENAME;
      const { reason, events, seen } = await say(
        [{ call: { index: 0, id: 'a', name: 'ProposePatch', args } }],
        ends.length,
      );
      assert.equal(reason, 'answer_cut_off');
      assert.deepEqual([valuesOf(events, 'toolCall'), seen.proposals], [[], []]);
    });

    it('does what whole calls say', async () => {
      const { error, events } = await execute(provider, [
        script(
          ['analyze', 'modify'].map((intent, index) => ({
            call: { index, id: `call-${intent}`, name: 'GetProjection', args: `{"intent":"${intent}"}` },
          })),
          ends.calls,
          { form },
        ),
        script([{ text: 'Done.' }], ends.whole, { form }),
      ]);
      assert.equal(error, undefined);
      const called = valuesOf(events, 'toolCall').map(({ arguments: args }) => args?.intent);
      assert.deepEqual(called, ['analyze', 'modify']);
    });
  });
}

// Google sends arguments as an object.
for (const { provider, form, ends } of providers.filter((one) => !one.form && one.provider !== 'google')) {
  describe(`broken calls of ${provider}`, () => {
    const call = (pieces: Script['pieces']) =>
      execute(provider, [script(pieces, ends.calls, { form }), script([{ text: 'I see.' }], ends.whole, { form })]);

    it('are not repaired: the model is told', async () => {
      for (const args of [RENAME, '[1]', '"{}"', '{"title":1e999}', 'null']) {
        const { error, seen, events, prompts } = await call([
          { call: { index: 0, id: 'a', name: 'ProposePatch', args } },
        ]);
        assert.equal(error, undefined);
        assert.deepEqual([valuesOf(events, 'toolResult')[0]?.ok, seen.proposals.length], [false, 0]);
        assert.match(JSON.stringify(prompts[1]?.at(-1)), /not one whole JSON object/);
      }
    });

    it('are rejoined by their ids when all have one index', async () => {
      const { events } = await call([
        { call: { index: 0, id: 'a', name: 'GetProjection', args: '{"intent":' } },
        { call: { index: 0, args: '"analyze"}' } },
        { call: { index: 0, id: 'b', name: 'GetProjection', args: '{"intent":' } },
        { call: { index: 0, args: '"modify"}' } },
      ]);
      const called = valuesOf(events, 'toolCall').map(({ id, arguments: args }) => [id, args?.intent]);
      assert.deepEqual(called, [
        ['a', 'analyze'],
        ['b', 'modify'],
      ]);
    });
  });
}

describe('a response', () => {
  const say = (raw: object[], end = 'whole') =>
    execute('responses', [
      script(
        raw.map((event) => ({ raw: event })),
        end,
      ),
    ]);
  const done = (item: object, at?: number) => ({ type: 'response.output_item.done', output_index: at, item });
  const message = (...content: object[]) => ({ type: 'message', role: 'assistant', content });

  it('may bring items without their pieces, and both are told once', async () => {
    const whole = done(message({ type: 'output_text', text: 'Hello there' }), 0);
    const piece = (delta: string) => ({ type: 'response.output_text.delta', output_index: 0, delta });
    for (const events of [[whole], [piece('Hello '), piece('there'), whole], []]) {
      const { error, text } = await say(events);
      assert.deepEqual([error, text], events.length > 0 ? [undefined, 'Hello there'] : [error, '']);
    }
    const call = (id: string) => done({ type: 'function_call', call_id: id, name: 'GetProjection', arguments: '{}' });
    const { events } = await say([call('a'), call('b')]);
    assert.deepEqual(
      valuesOf(events, 'toolCall').map(({ id }) => id),
      ['a', 'b'],
    );
  });

  it('refuses, in pieces or not', async () => {
    for (const event of [
      { type: 'response.refusal.delta', output_index: 0, delta: 'I cannot.' },
      done(message({ type: 'refusal', refusal: 'I cannot.' }), 0),
    ]) {
      const { reason, text } = await say([event]);
      assert.deepEqual([reason, text], ['answer_refused', 'I cannot.']);
    }
  });

  it('that fails is told as what it is, and not in the words of the provider', async () => {
    for (const [code, expected] of [
      ['server_error', 'model_unavailable'],
      ['context_length_exceeded', 'context_too_long'],
    ] as const) {
      for (const form of [undefined, 'document'] as const) {
        const { reason, error } = await execute('responses', [script([], `failed: ${code}`, { form })]);
        assert.equal(reason, expected);
        assert.doesNotMatch(String(error), /secret/);
      }
    }
    const { reason } = await say([{ type: 'error', code: 'server_error', message: 'secret' }]);
    assert.equal(reason, 'model_unavailable');
    const cut = await execute('responses', [script([{ text: 'Half an' }], '')]);
    assert.deepEqual([cut.reason, cut.text], ['model_unavailable', 'Half an']);
  });

  it('is asked of the models that have nothing else, by the names that OpenAI gives them', async () => {
    const answer = [script([{ text: 'Hello.' }], 'stop')];
    for (const [name, speaksIt] of Object.entries({
      'o3-pro': true,
      'gpt-5.1-codex-max': true,
      'codex-mini-latest': true,
      'o4-mini-deep-research': true,
      'gpt-5': false,
      'openai/gpt-5-pro': false,
      'gemini-3-pro': false,
    })) {
      await using responses = await startResponsesServer(answer);
      await using completions = await startOpenAiServer(answer);
      const openaiBaseUrl = (speaksIt ? responses : completions).url;
      const { client } = await harness.startRuntime({ openaiBaseUrl });
      const order = run('hello', { model: `openai:${name}` });
      await collect(client.executeRun(order, harness.asGateway()));
      const asked = [responses, completions].map(({ requests }) => requests.map((one) => 'input' in one));
      assert.deepEqual(asked, speaksIt ? [[true], []] : [[], [false]], name);
    }
  });

  it('is asked for with the tools and all that was said, and not kept there', async () => {
    await using server = await startResponsesServer([
      script([{ text: ' ' }, { call: { index: 0, id: 'a', name: 'GetProjection', args: '{}' } }], 'whole'),
      script([{ text: 'Done.' }], 'whole'),
    ]);
    const { client } = await harness.startRuntime({ openaiBaseUrl: server.url });
    const order = run('please help', { model: 'openai:gpt-5-codex' });
    const { events } = await collect(client.executeRun(order, harness.asGateway()));
    assert.equal(spoken(events), 'Done.');
    const [first, second] = server.requests;
    assert.deepEqual(
      first?.tools?.map(({ type, name }) => [type, name]),
      ['GetProjection', 'ProposePatch'].map((name) => ['function', name]),
    );
    assert.equal(first?.store, false);
    assert.deepEqual(
      second?.input.map(({ type, role }) => role ?? type),
      ['developer', 'user', 'function_call', 'function_call_output'],
    );
  });
});

describe('an answer of Google', () => {
  const say = (raw: object[], end = 'STOP') => {
    const pieces = raw.map((event) => ({ raw: event }));
    return execute('google', [script(pieces, end), script([{ text: 'Done.' }], 'STOP')]);
  };
  const parts = (...said: object[]) => ({ candidates: [{ content: { parts: said } }] });

  it('is asked for with the instructions, the tools, the key and all that was said, signatures of its calls included', async () => {
    await using server = await startGoogleServer([
      script([{ call: { id: 'a', name: 'GetProjection', args: '{"intent":"modify"}', signature: 'c2ln' } }], 'STOP'),
      script([{ text: 'Done.' }], 'STOP'),
    ]);
    const { client, seen } = await harness.startRuntime({ googleApiKey: 'k', googleBaseUrl: server.url });
    const order = run('please help', { model: 'google:gemini-3-pro' });
    const { error, events } = await collect(client.executeRun(order, harness.asGateway()));
    assert.deepEqual([error, spoken(events), seen.projections.length], [undefined, 'Done.', 1]);
    assert.deepEqual(server.keys, ['k', 'k']);
    const [first, second] = server.requests;
    assert.match(JSON.stringify(first?.systemInstruction), /You model processes/);
    assert.deepEqual(
      first?.tools?.flatMap((tool) => tool.functionDeclarations.map(({ name }) => name)),
      ['GetProjection', 'ProposePatch'],
    );
    assert.deepEqual(
      second?.contents.map(({ role }) => role),
      ['user', 'model', 'user'],
    );
    const called = second?.contents[1]?.parts.find((part) => 'functionCall' in part);
    assert.equal(called?.thoughtSignature, 'c2ln');
    assert.ok(second?.contents[2]?.parts.some((part) => 'functionResponse' in part));
  });

  it('has no reasoning in its text', async () => {
    const { text, error } = await say([parts({ text: 'Hm.', thought: true }), parts({ text: 'Hello.' })]);
    assert.deepEqual([error, text], [undefined, 'Hello.']);
  });

  it('is withheld when the request was blocked', async () => {
    const { reason } = await say([{ promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } }], '');
    assert.equal(reason, 'answer_filtered');
  });

  it('that fails in the middle, or is cut, is told as that, and not in the words of the provider', async () => {
    const failed = { error: { code: 503, message: 'secret words', status: 'UNAVAILABLE' } };
    for (const [events, end] of [
      [[parts({ text: 'Half an' }), failed], 'STOP'],
      [[parts({ text: 'Half an' })], ''],
    ] as const) {
      const { reason, text, error } = await say([...events], end);
      assert.deepEqual([reason, text], ['model_unavailable', 'Half an']);
      assert.doesNotMatch(String(error), /secret/);
    }
  });
});

describe('shapes that only resemble OpenAI', () => {
  const say = (raw: object[], end = 'stop') =>
    execute('openai', [
      script(
        raw.map((delta) => ({ raw: delta })),
        end,
      ),
    ]);

  it('have text under any role, or none, and as parts', async () => {
    for (const pieces of [
      [
        { role: '', content: 'Hello ' },
        { role: '', content: 'there' },
      ],
      [{ content: 'Hello ' }, { content: 'there' }],
      [{ role: 'model', content: 'Hello there' }],
      [
        {
          content: [
            { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] },
            { type: 'text', text: 'Hello there' },
          ],
        },
      ],
    ]) {
      const { error, text } = await say(pieces);
      assert.deepEqual([error, text], [undefined, 'Hello there']);
    }
  });

  it('call tools without a role, and with arguments that are an object', async () => {
    const called = { name: 'GetProjection', arguments: { intent: 'modify' } };
    const { events } = await execute('openai', [
      script([{ raw: { role: '', tool_calls: [{ id: 'a', function: called }] } }], 'stop'),
      script([{ text: 'Done.' }], 'stop'),
    ]);
    assert.deepEqual(valuesOf(events, 'toolCall')[0]?.arguments, { intent: 'modify' });
  });

  it('refuse, or reason and say nothing', async () => {
    const refused = await say([{ refusal: 'I cannot ' }, { refusal: 'do that.' }]);
    assert.deepEqual([refused.reason, refused.text], ['answer_refused', 'I cannot do that.']);
    const reasoned = await say([{ reasoning_content: 'Hm.' }, { reasoning: 'Hm.' }]);
    assert.deepEqual([reasoned.reason, reasoned.text], ['answer_empty', '']);
  });
});

describe('a conversation that is too long', () => {
  for (const [provider, status, message] of [
    ['openai', 400, "This model's maximum context length is 8192 tokens. Your messages have 9000."],
    ['openai', 400, 'The input token count (9000) exceeds the maximum number of tokens allowed (8192).'],
    ['openai', 500, 'the request exceeds the available context size'],
    ['responses', 400, 'Your input exceeds the context window of this model.'],
    ['anthropic', 400, 'prompt is too long: 210000 tokens > 200000 maximum'],
    ['anthropic', 413, 'Request exceeds the maximum size'],
    ['google', 400, 'The input token count (9000) exceeds the maximum number of tokens allowed (8192).'],
  ] as const) {
    it(`is told as such: ${provider} ${status}`, async () => {
      const { reason, error } = await execute(provider, [{ type: 'status', status, message }]);
      assert.equal(reason, 'context_too_long');
      assert.match(String(error), /begin a new chat/);
    });
  }

  it('is not any other request that is refused', async () => {
    const message = 'max_tokens: 16384 > 8192, which is the maximum allowed number of output tokens';
    const { reason, error } = await execute('anthropic', [{ type: 'status', status: 400, message }]);
    assert.equal(reason, 'model_unavailable');
    assert.match(String(error), /does not accept the request/);
  });
});

it('is not shown blanks, which providers refuse: neither those of the chat nor its own', async () => {
  await using server = await startAnthropicServer([
    script([{ text: '\n\n' }, { call: { index: 1, id: 'a', name: 'GetProjection', args: '{}' } }], ANTHROPIC.calls),
    script([{ text: 'Done.' }], ANTHROPIC.whole),
  ]);
  const { client } = await harness.startRuntime({ anthropicApiKey: 'k', anthropicBaseUrl: server.url });
  const order = run('please help', { model: 'anthropic:m' });
  const blank: NonNullable<typeof order.messages>[number] = {
    role: ChatRole.USER,
    id: randomUUID(),
    parts: [{ kind: { case: 'text' as const, value: { text: ' \n' } } }],
  };
  const { events } = await collect(
    client.executeRun({ ...order, messages: [blank, ...(order.messages ?? [])] } as typeof order, harness.asGateway()),
  );
  assert.equal(spoken(events), 'Done.');
  const contents = server.requests.flatMap(({ messages }) => messages.map(({ content }) => content));
  const texts = contents.flatMap((content) =>
    typeof content === 'string'
      ? [content]
      : (content as { type: string; text: string }[]).filter(({ type }) => type === 'text').map(({ text }) => text),
  );
  assert.ok(texts.length > 0 && texts.every((text) => text.trim() !== ''), JSON.stringify(texts));
});
