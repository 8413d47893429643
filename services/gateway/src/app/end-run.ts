import { change } from '@ameide/event-store';
import { eventMetadata } from '@ameide/service-kit/rpc';
import type { EndRun } from '../domain/run/commands.ts';
import { decideRun } from '../domain/run/decide.ts';
import type { RunDeps } from './deps.ts';
import { LeaseLostError, type Progress, type RunTask } from './ports.ts';

/** How a run shall end. */
export type Outcome = Omit<EndRun, 'type' | 'runId' | 'at'>;

/** Ends a run of this process. @throws LeaseLostError when it belongs to another one. */
export async function endRun(
  { run, aggregates, leases, progress, stopped, now }: RunDeps,
  task: RunTask,
  outcome: Outcome,
  said: Progress,
): Promise<void> {
  const { tenantId, runId, requestedBy, requestId } = task;
  const at = now();
  const executed = await run(
    {
      read: ({ load }) => load(aggregates.run, runId),
      decide(loaded) {
        const decision = decideRun({ type: 'EndRun', runId, ...outcome, at }, loaded.state);
        if ('refused' in decision) return decision;
        return {
          changes: [change(loaded, decision.events)],
          answer: undefined,
          async write(tx) {
            if (!(await leases.remove(tx, task))) return { refused: { reason: 'attempt_superseded' } };
            await progress.saveLast(tx, task, said, at);
            return undefined;
          },
        };
      },
    },
    { tenantId, metadata: eventMetadata({ actorId: requestedBy, requestId, runId }), signal: stopped },
  );
  if ('refused' in executed) throw new LeaseLostError(task);
}
