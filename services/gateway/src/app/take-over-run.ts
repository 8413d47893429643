import { change } from '@ameide/event-store';
import type { Transaction } from '@ameide/postgres';
import { eventMetadata } from '@ameide/service-kit/rpc';
import { decideRun } from '../domain/run/decide.ts';
import type { RunDeps } from './deps.ts';
import type { RunRef, RunTask } from './ports/runs.ts';

/**
 * Makes this process the owner of a run whose lease has expired, or whose turn in its chat has come; undefined when another one was
 * faster.
 */
export async function takeOverRun(deps: RunDeps, ref: RunRef): Promise<RunTask | undefined> {
  const { run, aggregates, runs, leases, stopped, now, config } = deps;
  const { tenantId, runId } = ref;
  const next = await leases.next(ref);
  if (next === undefined) return undefined;
  const found = await runs.find(ref);
  if (found === undefined) throw new Error(`run ${runId} has a lease but was never created`);
  const { threadId, agentId, requestedBy, createdAt, enqueued, whenBusy } = found;
  const facts = { threadId, agentId, requestedBy, createdAt, enqueued, whenBusy };
  const { attempt, tries, requestId } = next;
  const waits = found.phase === 'queued';
  const executed = await run(
    {
      ...(waits && { lock: (tx: Transaction) => leases.lockThread(tx, tenantId, threadId) }),
      read: async ({ load, query }) => ({
        mayBegin: !waits || (await query((tx) => leases.mayBegin(tx, runId))),
        loaded: await load(aggregates.run, runId),
      }),
      decide({ mayBegin, loaded }) {
        if (!mayBegin) return { refused: { reason: 'attempt_superseded' as const } };
        const start = { type: 'StartRun', runId, attempt, owner: leases.owner, at: now() } as const;
        // An attempt too many begins only to end the run.
        const decision = tries > config.maxAttempts ? { events: [] } : decideRun(start, loaded.state);
        if ('refused' in decision) return decision;
        return {
          changes: [change(loaded, decision.events)],
          answer: undefined as RunTask | undefined,
          async write(tx) {
            const lease = await leases.claim(tx, runId, attempt);
            if (lease === undefined) return { refused: { reason: 'attempt_superseded' } };
            // Whether a budget binds it is found out with each call.
            return { answer: { ...ref, ...facts, ...lease, metered: true } };
          },
        };
      },
    },
    { tenantId, metadata: eventMetadata({ actorId: requestedBy, requestId, runId }), signal: stopped },
  );
  return 'refused' in executed ? undefined : executed.answer;
}
