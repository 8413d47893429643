import type { GraphpatchDeps } from '../deps.ts';
import type { Caller } from '../ports.ts';
import { isRefused, type Refused } from '../refusal.ts';
import { changeDraft } from './change-draft.ts';
import { emptied, type FoundDraft, findDraft, findDrawnBranch, refuseUnseen } from './find-draft.ts';

/** Throws the caller's draft away; the encoded answer. @param revision 0 for whatever it is */
export async function discardDraft(
  deps: GraphpatchDeps,
  caller: Caller,
  { ref, revision }: { readonly ref: string; readonly revision: number },
): Promise<Uint8Array | Refused> {
  const found = await findDrawnBranch(deps, caller, ref);
  if (isRefused(found)) return found;
  return changeDraft<FoundDraft>(deps, caller, {
    procedure: 'DiscardDraft',
    model: found.ref,
    correlationId: '',
    payload: null,
    async read() {
      const here = await findDraft(deps, caller, ref);
      if (isRefused(here)) return here;
      return refuseUnseen(here.draft, revision) ?? here;
    },
    async decide({ draft }) {
      if (!draft || draft.batchCount === 0) return { answer: deps.answers.discardedDraft(draft) };
      const next = emptied(draft, deps.now());
      const update = { draft: next, from: draft.revision, kept: 0, batches: [], undone: 'forgotten' } as const;
      return { answer: deps.answers.discardedDraft(next), update };
    },
  });
}
