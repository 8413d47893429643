import { parseRef } from '@ameide/graph-model';
import { actorOf } from './actor.ts';
import { commitInTurn } from './commit-in-turn.ts';
import type { GraphpatchDeps } from './deps.ts';
import type { FoundModel } from './models.ts';
import type { Caller } from './ports.ts';
import { isRefused, type Refused, refuse } from './refusal.ts';

export interface ApplyAiSuggestionCommand {
  /** Of a branch. */
  readonly ref: string;
  readonly suggestionId: string;
  readonly language: string;
  readonly correlationId: string;
}

/** Commits what the newest version of a model suggests, accepted by a person; the encoded answer. */
export async function applyAiSuggestion(
  deps: GraphpatchDeps,
  caller: Caller,
  { ref, suggestionId, language, correlationId }: ApplyAiSuggestionCommand,
): Promise<Uint8Array | Refused> {
  const { tenantId, actorId } = caller;
  if (actorOf(caller) === 'agent') return refuse('human_approval_required');
  if (parseRef(ref)?.version !== undefined) {
    return refuse('ref_invalid', 'Give the branch, not a version: leave out the @.');
  }
  const found = await deps.models.find(tenantId, ref);
  if (isRefused(found)) return found;
  const { artifactId, branch } = found.ref;
  const ids = { patchId: deps.newId(), commitId: deps.newId() };
  return commitInTurn<FoundModel>(deps, caller, {
    procedure: 'ApplyAISuggestion',
    model: found.ref,
    correlationId,
    payload: [ref, suggestionId, language],
    read: () => deps.models.version(tenantId, { artifactId, branch }),
    decide(head, signal) {
      const now = new Date(deps.now()).toISOString();
      const asked = { suggestionId, language, correlationId };
      return deps.worker.applySuggestion({ tenantId, head, ...asked, ...ids, approvedBy: actorId, now }, signal);
    },
  });
}
