import { change } from '@ameide/event-store';
import { eventMetadata } from '@ameide/service-kit/rpc';
import type { Refusal } from '../domain/refusal.ts';
import { decideRun } from '../domain/run/decide.ts';
import type { Interrupt } from '../domain/run/interrupt.ts';
import type { CancelReason } from '../domain/run/state.ts';
import type { RunDeps } from './deps.ts';
import { LeaseLostError, type Progress, type RunRef, type RunTask } from './ports/runs.ts';

const SUPERSEDED: Refusal = { reason: 'attempt_superseded' };

/**
 * Lets a run of this process wait for a person; nobody works on it then. Answers the run of the chat that waits next, if any, or that
 * somebody wants this one cancelled, in which case it does not wait.
 * @throws LeaseLostError when it belongs to another process
 */
export async function interruptRun(
  { run, aggregates, leases, progress, stopped, now }: RunDeps,
  task: RunTask,
  interrupt: Interrupt,
  said: Progress,
): Promise<{ readonly next: RunRef | undefined } | { readonly cancelReason: CancelReason }> {
  const { tenantId, runId, requestedBy, requestId } = task;
  let cancelReason: CancelReason | undefined;
  const executed = await run(
    {
      read: ({ load }) => load(aggregates.run, runId),
      decide(loaded) {
        const { id, name } = interrupt.toolCall;
        // Its arguments are words of the chat, and stay in what is kept of the run for a while.
        const recorded = { ...interrupt, toolCall: { id, name } };
        const decision = decideRun({ type: 'InterruptRun', runId, interrupt: recorded, at: now() }, loaded.state);
        if ('refused' in decision) return decision;
        return {
          changes: [change(loaded, decision.events)],
          answer: undefined as RunRef | undefined,
          async write(tx) {
            const removed = await leases.remove(tx, task);
            cancelReason = removed?.cancelReason;
            if (removed === undefined || cancelReason !== undefined) {
              return { refused: SUPERSEDED };
            }
            await progress.saveLast(tx, task, said, undefined);
            return { answer: removed.next === undefined ? undefined : { tenantId, runId: removed.next } };
          },
        };
      },
    },
    { tenantId, metadata: eventMetadata({ actorId: requestedBy, requestId, runId }), signal: stopped },
  );
  if (!('refused' in executed)) return { next: executed.answer };
  if (cancelReason !== undefined) return { cancelReason };
  throw new LeaseLostError(task);
}
