import { absent, change, fingerprint } from '@ameide/event-store';
import type { InternalIdentity } from '@ameide/service-kit/auth';
import type { Refusal } from '@ameide/service-kit/errors';
import { eventMetadata, impliesRole } from '@ameide/service-kit/rpc';
import type { RunCommand } from '../domain/run/commands.ts';
import { decideRun } from '../domain/run/decide.ts';
import type { RunEvent } from '../domain/run/events.ts';
import { type EndedRun, endedRun, type RunState, usageOf } from '../domain/run/state.ts';
import type { GatewayDeps } from './deps.ts';
import type { RunTask } from './ports.ts';
import { type RefusalReason, type Refused, refuse } from './refusal.ts';

/** The agent of threads that name none. */
const DEFAULT_AGENT = 'chat';

export interface CreateRunRequest {
  readonly threadId: string;
  readonly idempotencyKey: string;
  /** Empty for the thread's own. */
  readonly agentId: string;
}

export interface CreatedRun {
  readonly runId: string;
  readonly agentId: string;
  /** The run, if the key was used before and it has ended since. */
  readonly ended: EndedRun | undefined;
}

/**
 * Creates the run that answers a thread and begins to work on it, or finds the one that the key was used for.
 * Refusals of threads, such as `thread_not_found`, are thrown as that service made them.
 */
export async function createRun(
  deps: GatewayDeps,
  { threadId, idempotencyKey: key, agentId: wanted }: CreateRunRequest,
  identity: InternalIdentity,
): Promise<CreatedRun | Refused> {
  const { run, aggregates, runs, leases, cancelledKeys, progress, threads, agents, executor, stopped, config } = deps;
  const { tenantId, actorId: requestedBy, roles, requestId = '' } = identity;
  const mayPropose = impliesRole(roles, 'graph.contributor');
  const { messageCount, agentId: own } = await threads.find(identity, threadId);
  if (messageCount === 0) return refuse('thread_empty');
  const agentId = wanted || own || DEFAULT_AGENT;
  if ((await agents.find(tenantId, agentId)) === undefined) return refuse('agent_not_found');

  const [runId, at] = [deps.newId(), deps.now()];
  const of = { runId, at };
  const create: RunCommand = { type: 'CreateRun', ...of, threadId, agentId, requestedBy, idempotencyKey: key };
  const executed = await run<{ cancelled: boolean; active: number }, Answer, Refusal<RefusalReason>>(
    {
      lock: (tx) => cancelledKeys.lockUser(tx, tenantId, requestedBy),
      read: ({ query }) =>
        query(async (tx) => ({
          cancelled: await cancelledKeys.has(tx, requestedBy, key),
          active: await runs.countActive(tx, requestedBy),
        })),
      decide({ cancelled, active }) {
        if (!cancelled && active >= config.maxRunsPerUser) return refuse('too_many_runs');
        const next: RunCommand = cancelled
          ? { type: 'EndRun', ...of, ending: 'cancelled', reason: 'cancelled_by_user', usage: usageOf(), messageId: '' }
          : { type: 'StartRun', ...of, attempt: 1, owner: leases.owner };
        const created = eventsOf(create, undefined);
        const begun = eventsOf(next, created.reduce(aggregates.run.evolve, undefined));
        const ref = { tenantId, runId };
        return {
          changes: [change(absent(aggregates.run, runId), [...created, ...begun])],
          answer: { runId },
          async write(tx) {
            if (cancelled) {
              await progress.saveLast(tx, ref, { index: 1, snapshot: undefined }, at);
              return undefined;
            }
            const lease = await leases.insert(tx, { ...ref, messageCount, mayPropose, requestId });
            return { answer: { runId, task: { ...ref, threadId, agentId, requestedBy, createdAt: at, ...lease } } };
          },
        };
      },
      idempotency: {
        scope: `${requestedBy}/Generate`,
        key,
        fingerprint: fingerprint({ threadId, agentId: wanted }),
      },
    },
    { tenantId, metadata: eventMetadata({ ...identity, runId }), signal: stopped },
  );
  if ('refused' in executed) return executed;
  const { answer } = executed;
  if (answer.task === undefined) {
    return { runId: answer.runId, agentId, ended: endedRun(await runs.find({ tenantId, runId: answer.runId })) };
  }
  executor.start(answer.task);
  return { runId, agentId, ended: undefined };
}

function eventsOf(command: RunCommand, state: RunState): readonly RunEvent[] {
  const decision = decideRun(command, state);
  if ('refused' in decision) throw new Error(`a new run refuses ${command.type}: ${decision.refused.reason}`);
  return decision.events;
}

interface Answer {
  readonly runId: string;
  /** What is to be started; not when the key was used or cancelled before. */
  readonly task?: RunTask;
}
