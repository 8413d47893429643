import { eventStream, eventText, HEARTBEAT, type HttpRoute, jsonAnswer, readJson } from '@ameide/service-kit/http-api';
import type { RequestContext } from '@ameide/service-kit/rpc';
import { ConnectError } from '@connectrpc/connect';
import { z } from 'zod';
import { type AnswerPiece, wholeAnswer } from '../../app/answer-pieces.ts';
import { askAgent, runKey } from '../../app/ask-agent.ts';
import { cancelRun } from '../../app/cancel-run.ts';
import type { CreatedRun } from '../../app/create-run.ts';
import { runFailure } from '../../app/run-failure.ts';
import type { Usage } from '../../domain/run/state.ts';
import type { FacadeDeps } from '../deps.ts';
import { peeked } from '../peeked.ts';
import { runPieces } from '../run-pieces.ts';
import { ASK_FIELDS, messageSchema, questionOf, refuseUnsupported } from './content.ts';
import { unsupported } from './errors.ts';
import { agentOf } from './models.ts';

const schema = z.looseObject({
  ...ASK_FIELDS,
  messages: z.array(messageSchema).min(1).max(10_000),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  n: z.number().nullish(),
  functions: z.array(z.unknown()).nullish(),
  response_format: z.looseObject({ type: z.string() }).nullish(),
  logprobs: z.boolean().nullish(),
  modalities: z.array(z.string()).nullish(),
});

/**
 * `POST /v1/chat/completions`: the last message is answered by the agent that the model names, in a thread made for the request or
 * named by `metadata.thread_id`.
 */
export function chatCompletions(deps: FacadeDeps): HttpRoute {
  return {
    method: 'POST',
    path: '/v1/chat/completions',
    access: 'graph.viewer',
    lasting: true,
    async answer(request, caller) {
      const body = readJson(schema, request);
      assertPossible(body);
      const { text, history } = questionOf(body.messages, 'messages');
      const given = request.headers.get('idempotency-key') ?? undefined;
      const key = runKey('openai-chat', given ?? deps.newId());
      const threadId = body.metadata?.thread_id;
      // A thread that the client names knows what was said in it.
      const before = threadId === undefined ? history : [];
      const question = { agentId: agentOf(body.model), threadId, history: before, text, key };
      const run = deps.accept(await askAgent(deps, caller, question));
      // Without a key nobody could come back for the answer: who goes away does not want it any more.
      if (given === undefined) cancelWhenGone(deps, caller, run);
      const pieces = runPieces(deps, caller, run);
      const about = { id: `chatcmpl-${run.runId}`, created: Math.floor(deps.now() / 1000), model: body.model };
      const ameide = { run_id: run.runId, thread_id: run.threadId };
      if (body.stream) {
        const withUsage = body.stream_options?.include_usage ?? false;
        return eventStream(await peeked(chunks(pieces, { ...about, ameide }, withUsage)));
      }
      const { text: content, suggestions, usage, end } = await wholeAnswer(pieces, caller.signal);
      if (end.ending !== 'completed') throw runFailure(end);
      return jsonAnswer({
        ...{ ...about, object: 'chat.completion' },
        choices: [
          { index: 0, message: { role: 'assistant', content, refusal: null }, logprobs: null, finish_reason: 'stop' },
        ],
        usage: usageOf(usage),
        ameide: { ...ameide, suggestions },
      });
    },
  };
}

/** Each chunk, as text. @throws ServiceError when the run does not complete */
async function* chunks(
  pieces: AsyncIterable<AnswerPiece>,
  { ameide, ...about }: { id: string; created: number; model: string; ameide: object },
  withUsage: boolean,
): AsyncGenerator<string, void> {
  const chunk = (choices: readonly object[], more: object = {}) =>
    eventText({ data: { ...about, object: 'chat.completion.chunk', choices, ...more } });
  const choice = (delta: object, finish_reason: string | null = null) => [
    { index: 0, delta, logprobs: null, finish_reason },
  ];
  const noUsage = withUsage ? { usage: null } : {};
  let usage: Usage | undefined;
  let begun = false;
  for await (const piece of pieces) {
    if (piece.kind === 'alive' && begun) yield HEARTBEAT;
    if (piece.kind === 'usage') usage = piece.usage;
    if (piece.kind === 'end' && piece.ending !== 'completed') throw runFailure(piece);
    if (piece.kind === 'alive' || piece.kind === 'begun' || piece.kind === 'usage') continue;
    if (!begun) yield chunk(choice({ role: 'assistant', content: '', refusal: null }), { ...noUsage, ameide });
    begun = true;
    if (piece.kind === 'text') yield chunk(choice({ content: piece.text }), noUsage);
    if (piece.kind === 'suggestion') {
      yield chunk(choice({}), { ...noUsage, ameide: { ...ameide, suggestions: [piece.suggestion] } });
    }
    if (piece.kind === 'end') yield chunk(choice({}, 'stop'), noUsage);
  }
  if (withUsage) yield chunk([], { usage: usageOf(usage) });
  yield eventText({ data: '[DONE]' });
}

function usageOf(usage: Usage = { inputTokens: 0, outputTokens: 0, model: '' }) {
  const { inputTokens, outputTokens } = usage;
  return { prompt_tokens: inputTokens, completion_tokens: outputTokens, total_tokens: inputTokens + outputTokens };
}

function assertPossible(body: z.output<typeof schema>): void {
  refuseUnsupported(body);
  const { n, functions, response_format: format, logprobs, modalities } = body;
  if (functions && functions.length > 0) throw unsupported('functions', 'Agents call their own tools only.');
  if ((n ?? 1) !== 1) throw unsupported('n', 'An agent gives one answer.');
  if (format && format.type !== 'text') throw unsupported('response_format', 'Agents answer in text.');
  if (logprobs) throw unsupported('logprobs', 'Probabilities of tokens are not known.');
  if (modalities?.some((one) => one !== 'text')) throw unsupported('modalities', 'Agents answer in text.');
}

function cancelWhenGone(deps: FacadeDeps, caller: RequestContext, { runId, resting }: CreatedRun): void {
  if (resting !== undefined) return;
  const { signal } = caller;
  const cancel = () => {
    // The signal of a call is aborted also when all was said.
    if (!(signal.reason instanceof ConnectError)) return;
    void cancelRun(deps, { ...caller, signal: deps.stopped }, { runId }).catch((err: unknown) =>
      deps.logger.warn({ err, run_id: runId }, 'a run that nobody waits for could not be cancelled'),
    );
  };
  if (signal.aborted) cancel();
  else signal.addEventListener('abort', cancel, { once: true });
}
