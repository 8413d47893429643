import { encodedChanges } from '@ameide/event-store';
import type { Operation } from '@ameide/graph-model';
import { actorOf } from './actor.ts';
import type { GraphpatchDeps } from './deps.ts';
import { execute, idempotencyOf } from './execute.ts';
import type { FoundModel } from './models.ts';
import type { Caller } from './ports.ts';
import { isRefused, type Refused } from './refusal.ts';

export interface ProposePatchCommand {
  readonly ref: string;
  readonly operations: readonly Operation[];
  readonly dryRun: boolean;
  readonly title: string;
  readonly correlationId: string;
}

function proposerOf(caller: Caller) {
  if (actorOf(caller) === 'person') return { proposedBy: caller.actorId, onBehalfOf: '' };
  return { proposedBy: caller.agentId, onBehalfOf: caller.actorId };
}

/** Checks operations against a model and stores them for review when they can be applied; the encoded answer. */
export async function proposePatch(
  deps: GraphpatchDeps,
  caller: Caller,
  command: ProposePatchCommand,
): Promise<Uint8Array | Refused> {
  const { tenantId, runId, signal } = caller;
  const { ref, operations, dryRun, title, correlationId } = command;
  const patchId = deps.newId();
  const payload = dryRun || correlationId === '' ? [] : [ref, deps.json.operations(operations), title];
  const executed = await execute<FoundModel | Refused, string, { readonly notStored: Uint8Array }>(
    deps,
    caller,
    correlationId,
    {
      slow: true,
      idempotency: dryRun ? undefined : idempotencyOf(caller, 'ProposePatch', correlationId, payload),
      read: () => deps.models.version(tenantId, ref),
      async decide(model, within) {
        if (isRefused(model)) return model;
        const proposedAt = new Date(deps.now()).toISOString();
        const work = { tenantId, model, operations, dryRun, patchId, title, ...proposerOf(caller), runId, proposedAt };
        const done = await deps.worker.propose(work, within);
        return 'notStored' in done ? { refused: done } : { changes: encodedChanges(done.changes), answer: patchId };
      },
    },
  );
  if ('answer' in executed) {
    const patch = await deps.patchRows.stored(tenantId, executed.answer);
    return deps.worker.answer('proposed', tenantId, patch, signal);
  }
  const { refused } = executed;
  return 'notStored' in refused ? refused.notStored : { refused };
}
