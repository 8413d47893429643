import { ServiceError } from '@ameide/service-kit/errors';
import { eventStream, type HttpRoute, jsonAnswer, readJson, readQuery } from '@ameide/service-kit/http-api';
import { identityOf, type RequestContext } from '@ameide/service-kit/rpc';
import { z } from 'zod';
import { answerPieces, refusedEarly, wholeAnswer } from '../../app/answer-pieces.ts';
import { askAgent, runKey } from '../../app/ask-agent.ts';
import { cancelRun } from '../../app/cancel-run.ts';
import { refuse } from '../../app/refusal.ts';
import { resumeRun } from '../../app/resume-run.ts';
import { runFailure } from '../../app/run-failure.ts';
import { streamRun } from '../../app/stream-run.ts';
import { hasEnded, type Run } from '../../domain/run/state.ts';
import type { FacadeDeps } from '../deps.ts';
import { peeked } from '../peeked.ts';
import { runPieces } from '../run-pieces.ts';
import { ASK_FIELDS, messageSchema, questionOf, refuseUnsupported } from './content.ts';
import { unsupported } from './errors.ts';
import { agentOf } from './models.ts';
import { responseEvents } from './response-events.ts';
import { type ResponseFacts, responseObject, runOfResponse, threadOfConversation } from './response-object.ts';

/** Keys of runs that were asked for here. */
const KEY = 'openai-responses';
/** Messages of a chat among which the answer of a run is looked for. */
const LATEST = 100;

const conversation = z.union([z.string(), z.looseObject({ id: z.string() })]);
const schema = z.looseObject({
  ...ASK_FIELDS,
  input: z.union([z.string(), z.array(z.looseObject({ type: z.string().optional() })).max(10_000)]),
  instructions: z.string().nullish(),
  previous_response_id: z.string().nullish(),
  conversation: conversation.nullish(),
  background: z.boolean().nullish(),
  text: z.looseObject({ format: z.looseObject({ type: z.string() }).nullish() }).nullish(),
});
type Body = z.output<typeof schema>;

const querySchema = z.looseObject({
  stream: z.enum(['true', 'false']).optional(),
  starting_after: z.coerce.number().int().min(0).optional(),
});

/** `/v1/responses`: a response is a run, a conversation is a chat. */
export function responseRoutes(deps: FacadeDeps): HttpRoute[] {
  const at = { access: 'graph.viewer', lasting: true } as const;
  return [
    { method: 'POST', path: '/v1/responses', ...at, answer: createResponse(deps) },
    {
      method: 'GET',
      path: '/v1/responses/{id}',
      ...at,
      async answer(request, caller) {
        const { stream, starting_after: after } = readQuery(querySchema, request);
        const run = await findResponse(deps, caller, request.params.id!);
        if (stream !== 'true') return jsonAnswer(responseObject(await factsOf(deps, caller, run)));
        const { run: ref, ...options } = deps.accept(await resumeRun(deps, caller, { runId: run.id, index: 0 }));
        const pieces = answerPieces(streamRun(deps, ref, { ...options, signal: caller.signal }));
        return eventStream(await peeked(responseEvents(pieces, aboutOf(run), after)));
      },
    },
    {
      method: 'POST',
      path: '/v1/responses/{id}/cancel',
      ...at,
      async answer({ params }, caller) {
        const run = await findResponse(deps, caller, params.id!);
        deps.accept(await cancelRun(deps, caller, { runId: run.id }));
        await ended(deps, caller, run);
        const { tenantId } = caller;
        return jsonAnswer(
          responseObject(await factsOf(deps, caller, (await deps.runs.find({ tenantId, runId: run.id })) ?? run)),
        );
      },
    },
    {
      method: 'DELETE',
      path: '/v1/responses/{id}',
      access: 'graph.viewer',
      async answer({ params }, caller) {
        const run = await findResponse(deps, caller, params.id!);
        await removeChat(deps, caller, run);
        return jsonAnswer({ id: params.id, object: 'response', deleted: true });
      },
    },
  ];
}

function createResponse(deps: FacadeDeps): HttpRoute['answer'] {
  return async (request, caller) => {
    const body = readJson(schema, request);
    refuseUnsupported(body);
    const format = body.text?.format;
    if (format && format.type !== 'text') throw unsupported('text', 'Agents answer in text.');
    const { text, history } = questionOf(messagesOf(body), 'input');
    const given = request.headers.get('idempotency-key') ?? undefined;
    const threadId = await threadOf(deps, caller, body, given !== undefined);
    const instructed = threadId === undefined && body.instructions ? body.instructions : undefined;
    const run = deps.accept(
      await askAgent(deps, caller, {
        agentId: agentOf(body.model),
        threadId,
        history: [...(instructed ? [{ speaker: 'system' as const, text: instructed }] : []), ...history],
        text,
        key: runKey(KEY, given ?? deps.newId()),
      }),
    );
    const { runId, agentId, resting } = run;
    const about = { runId, threadId: run.threadId, agentId, createdAt: resting?.createdAt ?? deps.now() };
    if (body.background && !body.stream) {
      const found = await deps.runs.find({ tenantId: caller.tenantId, runId });
      return jsonAnswer(responseObject(await factsOf(deps, caller, deps.accept(found ?? refuse('run_not_found')))));
    }
    const pieces = runPieces(deps, caller, run);
    if (body.stream) return eventStream(await peeked(responseEvents(refusedEarly(pieces), about)));
    const { text: said, usage, end } = await wholeAnswer(pieces, caller.signal);
    if (end.ending === 'failed') throw runFailure(end);
    return jsonAnswer(responseObject({ ...about, status: end.ending, text: said, usage }));
  };
}

/** Everything that is said with a request, the question last. */
function messagesOf({ input }: Body) {
  if (typeof input === 'string') return [{ role: 'user' as const, content: input }];
  return input.map((item, index) => {
    if ((item.type ?? 'message') !== 'message') {
      throw unsupported('input', `Items of the type ${JSON.stringify(item.type)} are not understood, only messages.`);
    }
    const message = messageSchema.safeParse(item);
    if (!message.success) throw unsupported('input', `Item ${index} is no message of a role with a content.`);
    return message.data;
  });
}

/** The chat to go on with; undefined for a new one. */
async function threadOf(
  deps: FacadeDeps,
  caller: RequestContext,
  { previous_response_id: previous, conversation: named }: Body,
  mayBeRepeat: boolean,
): Promise<string | undefined> {
  if (named) {
    const id = threadOfConversation(typeof named === 'string' ? named : named.id);
    if (id === undefined) throw new ServiceError('not_found', 'thread_not_found', 'There is no such conversation.');
    return id;
  }
  if (!previous) return undefined;
  const { id, threadId } = await findResponse(deps, caller, previous);
  const [last] = await deps.chats.latest(identityOf(caller), threadId, 1);
  if (last?.runId === id || mayBeRepeat) return threadId;
  const message = 'Only the last response of a conversation can be gone on with.';
  throw new ServiceError('failed_precondition', 'response_not_last', message, {
    violations: [{ field: 'previous_response_id', rule: 'last', message }],
  });
}

/** A run of the caller's whose chat is still there; any other id is refused. */
async function findResponse(deps: FacadeDeps, caller: RequestContext, id: string): Promise<Run> {
  const runId = runOfResponse(id);
  const found = runId === undefined ? undefined : await deps.runs.find({ tenantId: caller.tenantId, runId });
  const run = deps.accept(found?.requestedBy === caller.actorId ? found : refuse('run_not_found'));
  await deps.threads.find(identityOf(caller), run.threadId);
  return run;
}

const aboutOf = ({ id, threadId, agentId, createdAt }: Run) => ({ runId: id, threadId, agentId, createdAt });

/** A run as it is now: what it has said so far, or the message that it has left. */
async function factsOf(deps: FacadeDeps, caller: RequestContext, run: Run): Promise<ResponseFacts> {
  const about = aboutOf(run);
  const ref = { tenantId: caller.tenantId, runId: run.id };
  if (!hasEnded(run)) {
    const said = (deps.executor.get(run.id)?.progress() ?? (await deps.progress.find(ref)))?.snapshot;
    return { ...about, status: run.phase === 'queued' ? 'queued' : 'in_progress', text: said?.text ?? '' };
  }
  const messages = await deps.chats.latest(identityOf(caller), run.threadId, LATEST);
  const text = messages.find(({ runId }) => runId === run.id)?.text ?? (await deps.progress.find(ref))?.snapshot?.text;
  const error = run.phase === 'completed' ? undefined : { code: run.reason, message: run.reason };
  return { ...about, status: run.phase, text: text ?? '', usage: run.usage, error };
}

/** Waits until a run has ended. */
async function ended(deps: FacadeDeps, caller: RequestContext, { id: runId, agentId }: Run): Promise<void> {
  const run = await deps.runs.find({ tenantId: caller.tenantId, runId });
  if (run !== undefined && hasEnded(run)) return;
  const frames = streamRun(deps, { tenantId: caller.tenantId, runId, agentId }, { after: 0, signal: caller.signal });
  await wholeAnswer(answerPieces(frames), caller.signal);
}

/** Deletes the chat that was made for a response, and for nothing else. */
async function removeChat(deps: FacadeDeps, caller: RequestContext, run: Run): Promise<void> {
  const runs = await deps.runs.ofThread(caller.tenantId, run.threadId, 0);
  if (runs.length > 1 || !run.idempotencyKey.startsWith(`${KEY}.`)) {
    const message = 'More was said in the chat of this response. Delete the chat as a whole.';
    throw new ServiceError('failed_precondition', 'conversation_goes_on', message);
  }
  if (!hasEnded(run)) deps.accept(await cancelRun(deps, caller, { runId: run.id }));
  await deps.chats.remove(identityOf(caller), run.threadId);
}
