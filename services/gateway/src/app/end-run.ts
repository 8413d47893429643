import { change } from '@ameide/event-store';
import { eventMetadata } from '@ameide/service-kit/rpc';
import type { EndRun } from '../domain/run/commands.ts';
import { decideRun } from '../domain/run/decide.ts';
import type { EndedCall } from '../domain/usage/model-call.ts';
import type { RunDeps } from './deps.ts';
import { LeaseLostError, type Progress, type RunRef, type RunTask } from './ports/runs.ts';

/** How a run shall end. */
export type Outcome = Omit<EndRun, 'type' | 'runId' | 'at'>;

/**
 * Ends a run of this process, and settles the calls of models that it has made since the last were settled. Answers the run of the chat that waits next, if any.
 * @throws LeaseLostError when it belongs to another process
 */
export async function endRun(
  { run, aggregates, leases, progress, holds, metrics, stopped, now }: RunDeps,
  task: RunTask,
  outcome: Outcome,
  said: Progress,
  calls: readonly EndedCall[],
): Promise<RunRef | undefined> {
  const { tenantId, runId, requestedBy, requestId } = task;
  const at = now();
  let overruns = 0;
  const executed = await run(
    {
      read: ({ load }) => load(aggregates.run, runId),
      decide(loaded) {
        const decision = decideRun({ type: 'EndRun', runId, ...outcome, at }, loaded.state);
        if ('refused' in decision) return decision;
        return {
          changes: [change(loaded, decision.events)],
          answer: undefined as RunRef | undefined,
          async write(tx) {
            const removed = await leases.remove(tx, task);
            if (removed === undefined) return { refused: { reason: 'attempt_superseded' } };
            await progress.saveLast(tx, task, said, at);
            if (calls.length > 0) overruns = (await holds.settle(tx, runId, calls)).length;
            return { answer: removed.next === undefined ? undefined : { tenantId, runId: removed.next } };
          },
        };
      },
    },
    { tenantId, metadata: eventMetadata({ actorId: requestedBy, requestId, runId }), signal: stopped },
  );
  if ('refused' in executed) throw new LeaseLostError(task);
  for (let n = 0; n < overruns; n++) metrics.overrun();
  return executed.answer;
}
