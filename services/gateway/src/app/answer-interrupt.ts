import { change, fingerprint } from '@ameide/event-store';
import { eventMetadata, impliesRole, type RequestContext } from '@ameide/service-kit/rpc';
import { decideRun } from '../domain/run/decide.ts';
import type { Decided } from '../domain/run/interrupt.ts';
import type { Run } from '../domain/run/state.ts';
import type { GatewayDeps } from './deps.ts';
import { findOwnRun } from './find-own-run.ts';
import type { Refused } from './refusal.ts';

/** Answers what a run of the caller has asked, and goes on with it as soon as its chat lets it. Answers the run, and its last frame. */
export async function answerInterrupt(
  deps: GatewayDeps,
  caller: RequestContext,
  { runId, ...decided }: Decided & { readonly runId: string },
): Promise<{ readonly run: Run; readonly index: number } | Refused> {
  const { run, aggregates, runs, leases, progress, executor, now } = deps;
  const { tenantId, actorId: userId, roles, requestId, signal } = caller;
  const own = await findOwnRun(deps, caller, runId);
  if ('refused' in own) return own;
  const ref = { tenantId, runId };
  const { interruptId } = decided;
  const facts = { interruptId, decision: decided.decision.case, fingerprint: fingerprint(decided.decision) };
  const mayPropose = impliesRole(roles, 'graph.contributor');
  const executed = await run(
    {
      read: ({ load }) => load(aggregates.run, runId),
      decide(loaded) {
        const decision = decideRun({ type: 'ResumeRun', runId, ...facts, userId, at: now() }, loaded.state);
        if ('refused' in decision) return decision;
        if (decision.events.length === 0) return { changes: [], answer: undefined };
        return {
          changes: [change(loaded, decision.events)],
          answer: undefined,
          async write(tx) {
            await leases.insertResumed(tx, { ...ref, decided, mayPropose, requestId });
            return undefined;
          },
        };
      },
    },
    { tenantId, metadata: eventMetadata({ ...caller, runId }), signal },
  );
  if ('refused' in executed) return executed;
  const index = (await progress.find(ref))?.index ?? 0;
  await executor.begin(ref);
  return { run: (await runs.find(ref)) ?? own, index };
}
