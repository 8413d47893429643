import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLogger } from '@ameide/service-kit/telemetry';
import { AIMessage, type BaseMessage, HumanMessage, SystemMessage } from '@langchain/core/messages';
import { startAnthropicServer } from '../../test/anthropic-server.ts';
import { startGoogleServer } from '../../test/google-server.ts';
import { type Answer, type OpenAiServer, startOpenAiServer } from '../../test/openai-server.ts';
import { startResponsesServer } from '../../test/responses-server.ts';
import { script } from '../../test/script.ts';
import { createChatModels } from '../adapters/models/chat-models.ts';
import { DEFAULT_AGENT_RUNTIME_CONFIG } from '../config.ts';
import type { ModelCall } from '../domain/model-call.ts';
import type { Notice } from './events.ts';
import { createModelChain } from './model-chain.ts';
import type { ModelEndpoint, ModelLimits } from './ports.ts';
import { RunRefused } from './refusal.ts';

const logger = createLogger({ service: 'test', level: 'silent' });
const offline: ModelEndpoint = { provider: 'offline', protocol: 'offline', model: 'offline' };
const text = (said: string): Answer => ({ type: 'text', text: said });
const at = (server: OpenAiServer, model = 'm'): ModelEndpoint => ({
  provider: model === 'm' ? 'openai' : 'patient',
  protocol: 'openai',
  model,
  baseUrl: server.url,
  apiKey: 'k',
});

/** Models whose guards are shared by all that is asked; the one called `n` has time. */
function opened(given: Partial<ModelLimits> = {}, contextTokens = 128_000) {
  const { firstTokenMs, gapMs } = DEFAULT_AGENT_RUNTIME_CONFIG.limits;
  const limits = { ...DEFAULT_AGENT_RUNTIME_CONFIG.limits, ...given };
  const providers = [{ name: 'patient', protocol: 'openai', limits: { firstTokenMs, gapMs } }] as const;
  const models = createChatModels({ limits, providers, contextTokens }, Date.now);
  return async (
    endpoints: readonly ModelEndpoint[],
    {
      signal,
      onTold,
      prompt = [new HumanMessage('please help')],
    }: { signal?: AbortSignal; onTold?: () => void; prompt?: BaseMessage[] } = {},
  ) => {
    const chain = createModelChain(await Promise.all(endpoints.map((one) => models.openAt(one))), {
      logger,
      now: Date.now,
      random: () => 0,
    });
    const [calls, notices]: [ModelCall[], Notice[]] = [[], []];
    let told = '';
    const request = {
      prompt,
      tools: [],
      signal,
      step: 1,
      firstAttempt: 1,
      tell(piece: string) {
        told += piece;
        onTold?.();
      },
      report: (call: ModelCall) => void (call.state !== 'running' && calls.push(call)),
      notify: (notice: Notice) => void notices.push(notice),
    };
    const ended = await chain(request).catch((error: unknown) => error);
    const refused = ended instanceof RunRefused ? ended.refused : undefined;
    return {
      ended,
      refused,
      told,
      notices,
      calls,
      states: calls.map(({ attempt, state, reason }) => [attempt, state, reason]),
    };
  };
}

describe('a call of a model', () => {
  const usages = {
    openai: {
      prompt_tokens: 100,
      completion_tokens: 10,
      total_tokens: 110,
      prompt_tokens_details: { cached_tokens: 90 },
    },
    responses: { input_tokens: 100, output_tokens: 10, total_tokens: 110, input_tokens_details: { cached_tokens: 90 } },
    anthropic: { input_tokens: 10, cache_read_input_tokens: 90, output_tokens: 10 },
    google: {
      promptTokenCount: 100,
      cachedContentTokenCount: 90,
      candidatesTokenCount: 6,
      thoughtsTokenCount: 4,
      totalTokenCount: 110,
    },
  };
  const ends = { openai: 'stop', responses: 'whole', anthropic: 'end_turn', google: 'STOP' };
  const starts = {
    openai: startOpenAiServer,
    responses: startResponsesServer,
    anthropic: startAnthropicServer,
    google: startGoogleServer,
  };

  for (const protocol of ['openai', 'responses', 'anthropic', 'google'] as const) {
    for (const form of [undefined, 'document'] as const) {
      it(`is told with what the provider has served and counted: ${protocol}${form ? ', not streamed' : ''}`, async () => {
        const said = script([{ text: 'Hello.' }], ends[protocol], { form, usage: { raw: usages[protocol] } });
        await using server = await starts[protocol]([said]);
        const provider = protocol === 'responses' ? 'openai' : protocol;
        const model = protocol === 'responses' ? 'gpt-5-pro' : 'alias';
        const { calls } = await opened()([{ provider, protocol: provider, model, baseUrl: server.url, apiKey: 'k' }]);
        const { startedAt, endedAt, ...call } = calls[0]!;
        assert.ok(startedAt <= endedAt!);
        const tokens = {
          input: 10,
          cacheRead: 90,
          cacheWrite: 0,
          output: 10,
          reasoning: protocol === 'google' ? 4 : 0,
        };
        const served = protocol === 'anthropic' ? 'c' : 'm';
        const usage = { served, tokens, estimated: false };
        assert.deepEqual(call, { step: 1, attempt: 1, provider, model, state: 'completed', reason: '', usage });
        assert.equal(calls.length, 1);
      });
    }
  }

  it('that was refused has used nothing; one that broke off what it must have, about', async () => {
    await using server = await startOpenAiServer([
      { type: 'status', status: 400 },
      { type: 'broken', text: 'Half an answer', how: 'disconnect' },
    ]);
    const ask = opened({ maxRetries: 0 });
    const used = async () => (await ask([at(server)])).calls[0]?.usage;
    const refused = await used();
    assert.deepEqual([refused?.estimated, refused?.tokens.input, refused?.tokens.output], [false, 0, 0]);
    const broken = await used();
    assert.ok(broken?.estimated && broken.tokens.input > 0 && broken.tokens.output > 0);
  });

  it('that somebody has ended is told, too', async () => {
    await using server = await startOpenAiServer([{ type: 'hangs', text: 'Once upon' }]);
    const abort = new AbortController();
    const leave = () => abort.abort(new Error('left'));
    const { ended, states, calls } = await opened()([at(server)], { signal: abort.signal, onTold: leave });
    assert.equal((ended as Error).message, 'left');
    assert.deepEqual(states, [[1, 'cancelled', '']]);
    assert.equal(calls[0]?.usage?.estimated, true);
    await server.abandoned;
  });
});

describe('a model that fails before its first word', () => {
  const failures: Readonly<Record<string, Answer>> = {
    'is over its limit': { type: 'status', status: 429, retryAfter: 0 },
    'is down': { type: 'status', status: 503, retryAfter: 0 },
    'fails inside a stream': { type: 'broken', text: '', how: 'error_event' },
    'breaks the connection': { type: 'broken', text: '', how: 'disconnect' },
    'ends without a word': { type: 'broken', text: '', how: 'ends_early' },
    'sends what is no JSON': { type: 'broken', text: '', how: 'malformed' },
    'says nothing': { type: 'silent' },
    'stalls before its first word': { type: 'hangs', text: '' },
  };

  for (const [what, failure] of Object.entries(failures)) {
    it(`is asked again when it ${what}, then the next one`, async () => {
      await using first = await startOpenAiServer([failure, failure]);
      await using second = await startOpenAiServer([text('Hello.')]);
      const ask = opened({ maxRetries: 1, firstTokenMs: 300, gapMs: 300 });
      const { told, states, notices } = await ask([at(first), at(second, 'n')]);
      assert.equal(told, 'Hello.');
      assert.deepEqual(states, [
        [1, 'failed', 'model_unavailable'],
        [2, 'failed', 'model_unavailable'],
        [3, 'completed', ''],
      ]);
      assert.deepEqual(notices, []);
    });
  }

  it('is not waited for when it wants to be left alone for long, and whoever asks is told for how long', async () => {
    const later: Answer = { type: 'status', status: 429, retryAfter: 3_600 };
    await using server = await startOpenAiServer([later, later]);
    const { refused } = await opened({ maxRetries: 5 })([at(server)]);
    assert.deepEqual([refused?.reason, refused?.metadata?.retry_after_ms], ['model_unavailable', '3600000']);
    assert.equal(server.requests.length, 1);
  });

  it('is not asked again what it does not accept', async () => {
    await using first = await startOpenAiServer([{ type: 'status', status: 400 }]);
    const { told, states } = await opened({ maxRetries: 5 })([at(first), offline]);
    assert.notEqual(told, '');
    assert.deepEqual(
      states.map(([, state]) => state),
      ['failed', 'completed'],
    );
  });
});

describe('a model that breaks off after its first word', () => {
  it('is gone on with by the next one, which is told what was said', async () => {
    for (const failure of [
      { type: 'hangs', text: 'Half an' },
      { type: 'broken', text: 'Half an', how: 'error_event' },
    ] satisfies Answer[]) {
      await using first = await startOpenAiServer([failure]);
      await using second = await startOpenAiServer([text(' answer.')]);
      const ask = opened({ maxRetries: 0, gapMs: 300 });
      const { told, ended, notices, calls } = await ask([at(first), at(second, 'n')]);
      assert.equal(told, 'Half an answer.');
      const { answer, model } = ended as { answer: { text: string }; model: string };
      assert.deepEqual([answer.text, model], ['Half an answer.', 'patient:n']);
      assert.deepEqual(
        notices.map(({ kind }) => kind),
        ['model_continued'],
      );
      assert.deepEqual(
        second.requests[0]?.messages.map(({ role }) => role),
        ['user', 'assistant', 'user'],
      );
      assert.equal(second.requests[0]?.messages[1]?.content, 'Half an');
      assert.deepEqual(
        calls.map(({ usage }) => usage?.estimated),
        [true, false],
      );
    }
  });

  it('goes on itself when it is asked again', async () => {
    await using server = await startOpenAiServer([
      { type: 'broken', text: 'Half an', how: 'disconnect' },
      text(' answer.'),
    ]);
    assert.equal((await opened({ maxRetries: 1 })([at(server)])).told, 'Half an answer.');
  });

  it('is not gone on with by one that cannot', async () => {
    await using server = await startOpenAiServer([{ type: 'broken', text: 'Half an', how: 'disconnect' }]);
    const { told, refused, states } = await opened({ maxRetries: 0 })([at(server), offline]);
    assert.deepEqual([told, refused?.reason, states.length], ['Half an', 'model_unavailable', 1]);
  });
});

describe('the guard of a model', () => {
  it('leaves it alone at once when it is out of quota or refuses the key', async () => {
    for (const failure of [
      { type: 'status', status: 429, code: 'insufficient_quota', retryAfter: 0 },
      { type: 'status', status: 401 },
    ] satisfies Answer[]) {
      await using server = await startOpenAiServer([failure, text('Hello.')]);
      const ask = opened({ maxRetries: 5 });
      assert.equal((await ask([at(server)])).refused?.reason, 'model_unavailable');
      const { refused, states } = await ask([at(server)]);
      assert.deepEqual([refused?.reason, refused?.metadata?.cause], ['model_unavailable', 'circuit_open']);
      assert.deepEqual(states, [], 'nothing was called');
      assert.equal((await ask([at(server), offline])).states.length, 1);
      assert.equal(server.requests.length, 1);
    }
  });

  it('leaves it alone after failures in a row, in the middle of answers too, and tries whether it is back', async () => {
    const answers: Answer[] = [
      { type: 'status', status: 500 },
      text('Hello.'),
      { type: 'status', status: 500 },
      { type: 'broken', text: 'Half', how: 'disconnect' },
      text('I am back.'),
    ];
    await using server = await startOpenAiServer(answers);
    const ask = opened({ maxRetries: 0, breakerFailures: 2, breakerMs: 100 });
    const outcomes = [];
    for (const _ of answers.slice(1)) outcomes.push((await ask([at(server)])).states[0]?.[1]);
    assert.deepEqual(outcomes, ['failed', 'completed', 'failed', 'failed']);
    for (;;) {
      const { told, refused } = await ask([at(server)]);
      if (told === 'I am back.') break;
      assert.equal(refused?.metadata?.cause, 'circuit_open');
    }
    assert.equal(server.requests.length, answers.length);
  });

  it('makes those who come wait for their turn, and refuses those who are too many', async () => {
    await using server = await startOpenAiServer([{ type: 'hangs', text: 'One' }, text('Two.')]);
    const ask = opened({ maxRetries: 0, maxConcurrent: 1, maxQueued: 1 });
    const abort = new AbortController();
    const begun = Promise.withResolvers<void>();
    const first = ask([at(server)], { signal: abort.signal, onTold: begun.resolve });
    await begun.promise;
    const second = ask([at(server)]);
    const third = await ask([at(server)]);
    assert.equal(third.refused?.reason, 'model_busy');
    abort.abort(new Error('left'));
    assert.deepEqual([(await first).told, (await second).told], ['One', 'Two.']);
  });
});

describe('a conversation that is longer than a model can read', () => {
  const prompt = [
    new SystemMessage('You model.'),
    ...Array.from({ length: 20 }, (_, n) => [new HumanMessage(`${n} `.repeat(200)), new AIMessage('Done.')]).flat(),
    new HumanMessage('What now?'),
  ];

  it('is given without its beginning, and whoever reads the answer is told', async () => {
    await using server = await startOpenAiServer([text('Hello.')]);
    const { told, notices } = await opened({}, 2_000)([at(server)], { prompt });
    assert.equal(told, 'Hello.');
    const { messages } = server.requests[0]!;
    assert.deepEqual([messages[0]?.role, messages[1]?.role, messages.at(-1)?.content], ['system', 'user', 'What now?']);
    assert.match(String(messages[0]?.content), /^You model\.\n\n\(The beginning of this conversation was left out/);
    assert.ok(messages.length > 4 && messages.length < prompt.length);
    assert.deepEqual(
      notices.map(({ kind, message }) => [kind, /^The first \d+ messages/.test(message)]),
      [['context_cut', true]],
    );
  });

  it('is given with less again when the provider counts more, and fails when nothing is left to leave out', async () => {
    const tooLong: Answer = { type: 'status', status: 400, code: 'context_length_exceeded' };
    await using server = await startOpenAiServer([tooLong, tooLong, text('Hello.')]);
    const { told, notices, states } = await opened({ maxRetries: 0 })([at(server)], { prompt });
    assert.equal(told, 'Hello.');
    const sizes = server.requests.map(({ messages }) => messages.length);
    assert.ok(sizes[0] === prompt.length && sizes[1]! < sizes[0] && sizes[2]! < sizes[1]!, `${sizes}`);
    assert.deepEqual(
      states.map(([, state, reason]) => reason || state),
      ['context_too_long', 'context_too_long', 'completed'],
    );
    assert.equal(notices.length, 1);
    await using stubborn = await startOpenAiServer(Array(20).fill(tooLong));
    const { refused } = await opened({ maxRetries: 0 })([at(stubborn)], { prompt });
    assert.equal(refused?.reason, 'context_too_long');
    assert.equal(stubborn.requests.at(-1)?.messages.length, 2, 'the instructions, and what is to be answered');
  });
});
