import type { Refusal } from '@ameide/service-kit/errors';
import { eventMetadata, type RequestContext } from '@ameide/service-kit/rpc';
import { hasEnded, type Run } from '../domain/run/state.ts';
import type { GatewayDeps } from './deps.ts';
import { type RefusalReason, type Refused, refuse } from './refusal.ts';

/**
 * Asks for a user's run to be cancelled: by its id, or by the key that it was or will be asked for with. Answers the run;
 * undefined when the key was not used yet.
 */
export async function cancelRun(
  { run, runs, leases, cancelledKeys, executor }: GatewayDeps,
  caller: RequestContext,
  by: { readonly runId: string } | { readonly key: string },
): Promise<{ readonly run: Run | undefined } | Refused> {
  const { tenantId, actorId, signal } = caller;
  const executed = await run<Run | undefined, Run | undefined, Refusal<RefusalReason>>(
    {
      lock: (tx) => cancelledKeys.lockUser(tx, tenantId, actorId),
      read: ({ query }) => query((tx) => runs.findOwn(tx, actorId, by)),
      decide(found) {
        if (found !== undefined) {
          return {
            changes: [],
            answer: found,
            write: async (tx) =>
              hasEnded(found) ? undefined : void (await leases.requestCancel(tx, [found.id], 'cancelled_by_user')),
          };
        }
        if ('runId' in by) return refuse('run_not_found');
        return {
          changes: [],
          answer: undefined,
          write: async (tx) => void (await cancelledKeys.add(tx, tenantId, actorId, by.key)),
        };
      },
    },
    { tenantId, metadata: eventMetadata(caller), signal },
  );
  if ('refused' in executed) return executed;
  if (executed.answer !== undefined) await executor.cancel(tenantId, executed.answer, 'cancelled_by_user');
  return { run: executed.answer };
}
