import { absent, change, fingerprint } from '@ameide/event-store';
import type { InternalIdentity } from '@ameide/service-kit/auth';
import type { Refusal } from '@ameide/service-kit/errors';
import { eventMetadata, impliesRole } from '@ameide/service-kit/rpc';
import type { RunCommand } from '../domain/run/commands.ts';
import { decideRun } from '../domain/run/decide.ts';
import type { RunEvent } from '../domain/run/events.ts';
import {
  type CancelReason,
  type EndedRun,
  enqueuedAt,
  type RunState,
  restingRun,
  usageOf,
  type WaitingRun,
  type WhenBusy,
} from '../domain/run/state.ts';
import type { GatewayDeps } from './deps.ts';
import { budgetExceeded } from './metering/budget-exceeded.ts';
import type { RunGoingOn, RunTask } from './ports/runs.ts';
import { type RefusalReason, type Refused, refuse } from './refusal.ts';

/** Why a new run cancels others of the same person in its thread; none where it leaves them. */
const OVERRIDES: Readonly<Partial<Record<WhenBusy, CancelReason>>> = {
  interrupt: 'interrupted',
  rollback: 'rolled_back',
};
/** The agent of threads that name none. */
const DEFAULT_AGENT = 'chat';

export interface CreateRunRequest {
  readonly threadId: string;
  readonly idempotencyKey: string;
  /** Empty for the thread's own. */
  readonly agentId: string;
  readonly whenBusy: WhenBusy;
}

export interface CreatedRun {
  readonly runId: string;
  readonly agentId: string;
  /** The run, if the key was used before and it has ended since, or waits for a person. */
  readonly resting: EndedRun | WaitingRun | undefined;
  /** When it began to wait for others of its chat, in milliseconds since 1970; undefined when it did not. */
  readonly enqueuedAt: number | undefined;
}

/**
 * Creates the run that answers a thread and begins to work on it, unless it has to wait for others of the thread, or finds the one that
 * the key was used for.
 * Refusals of threads, such as `thread_not_found`, are thrown as that service made them.
 */
export async function createRun(
  deps: GatewayDeps,
  { threadId, idempotencyKey: key, agentId: wanted, whenBusy }: CreateRunRequest,
  identity: InternalIdentity,
): Promise<CreatedRun | Refused> {
  const {
    run,
    aggregates,
    runs,
    leases,
    cancelledKeys,
    progress,
    holds,
    threads,
    agents,
    executor,
    admission,
    stopped,
  } = deps;
  const { tenantId, actorId: requestedBy, roles, requestId = '' } = identity;
  const mayPropose = impliesRole(roles, 'graph.contributor');
  const { messageCount, agentId: own } = await threads.find(identity, threadId);
  if (messageCount === 0) return refuse('thread_empty');
  const agentId = wanted || own || DEFAULT_AGENT;
  if ((await agents.find(tenantId, agentId)) === undefined) return refuse('agent_not_found');

  // A hint, outside of what happens one after the other: holds are what keeps budgets.
  const { metered, shortage } = await holds.admit(tenantId, requestedBy, agentId);

  const [runId, at] = [deps.newId(), deps.now()];
  const of = { runId, at };
  const facts = { threadId, agentId, requestedBy, whenBusy };
  const who = { tenantId, userId: requestedBy };
  const plan = await deps.plans.of(tenantId);
  let admitted = false;
  const admit = async (waitsAfter: number | undefined) => {
    const refusal = admitted ? undefined : await admission.admitRun(who, plan, runId, waitsAfter);
    admitted = refusal === undefined;
    return refusal;
  };
  const executing = run<{ cancelled: boolean; goingOn: readonly RunGoingOn[] }, Answer, Refusal<RefusalReason>>(
    {
      async lock(tx) {
        await cancelledKeys.lockUser(tx, tenantId, requestedBy);
        await leases.lockThread(tx, tenantId, threadId);
      },
      read: ({ query }) =>
        query(async (tx) => ({
          cancelled: await cancelledKeys.has(tx, requestedBy, key),
          goingOn: await runs.goingOn(tx, requestedBy, threadId),
        })),
      async decide({ cancelled, goingOn }) {
        const own = goingOn.filter((other) => other.requestedBy === requestedBy);
        const overridden = OVERRIDES[whenBusy] === undefined ? [] : own.filter((other) => other.threadId === threadId);
        if (!cancelled && shortage !== undefined) return { refused: budgetExceeded(shortage) };
        const enqueued = !cancelled && goingOn.some((other) => other.threadId === threadId);
        if (enqueued && whenBusy === 'reject') return refuse('thread_busy');
        const waitsAfter = enqueued ? own.length - overridden.length : undefined;
        const refusal = cancelled ? undefined : await admit(waitsAfter);
        if (refusal !== undefined) return refusal;
        const create: RunCommand = { type: 'CreateRun', ...of, ...facts, idempotencyKey: key, enqueued, messageCount };
        const next: RunCommand = cancelled
          ? { type: 'EndRun', ...of, ending: 'cancelled', reason: 'cancelled_by_user', usage: usageOf(), messageId: '' }
          : { type: 'StartRun', ...of, attempt: 1, owner: leases.owner };
        const created = eventsOf(create, undefined);
        const begun = enqueued ? [] : eventsOf(next, created.reduce(aggregates.run.evolve, undefined));
        const ref = { tenantId, runId };
        return {
          changes: [change(absent(aggregates.run, runId), [...created, ...begun])],
          answer: { runId },
          async write(tx) {
            if (cancelled) {
              await progress.saveLast(tx, ref, { index: 1, snapshot: undefined }, at);
              return undefined;
            }
            const lease = await leases.insert(tx, { ...ref, messageCount, mayPropose, requestId, enqueued });
            if (!enqueued)
              return { answer: { runId, task: { ...ref, ...facts, enqueued, createdAt: at, ...lease, metered } } };
            const reason = OVERRIDES[whenBusy];
            if (reason === undefined) return undefined;
            const ids = overridden.map(({ id }) => id);
            await leases.requestCancel(tx, ids, reason);
            return { answer: { runId, overridden: { runs: overridden, reason } } };
          },
        };
      },
      idempotency: {
        scope: `${requestedBy}/Generate`,
        key,
        fingerprint: fingerprint({ threadId, agentId: wanted, ...(whenBusy !== 'enqueue' && { whenBusy }) }),
      },
    },
    { tenantId, metadata: eventMetadata({ ...identity, runId }), signal: stopped },
  );
  const executed = await executing.catch(async (error) => {
    if (admitted) await admission.forgetRun(who, runId);
    throw error;
  });
  const created = 'answer' in executed && executed.answer.runId === runId;
  if (admitted && !created) await admission.forgetRun(who, runId);
  if ('refused' in executed) return executed;
  const { answer } = executed;
  if (answer.task !== undefined) {
    executor.start(answer.task);
    return { runId, agentId, resting: undefined, enqueuedAt: undefined };
  }
  const { runs: others = [], reason = 'interrupted' } = answer.overridden ?? {};
  for (const other of others) await executor.cancel(tenantId, other, reason);
  const found = await runs.find({ tenantId, runId: answer.runId });
  return { runId: answer.runId, agentId, resting: restingRun(found), enqueuedAt: found && enqueuedAt(found) };
}

function eventsOf(command: RunCommand, state: RunState): readonly RunEvent[] {
  const decision = decideRun(command, state);
  if ('refused' in decision) throw new Error(`a new run refuses ${command.type}: ${decision.refused.reason}`);
  return decision.events;
}

interface Answer {
  readonly runId: string;
  /** What is to be started; not when the key was used or cancelled before, and not when it waits. */
  readonly task?: RunTask;
  /** Runs before it that are to be cancelled. */
  readonly overridden?: { readonly runs: readonly RunGoingOn[]; readonly reason: CancelReason };
}
