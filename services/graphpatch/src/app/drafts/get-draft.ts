import type { GraphpatchDeps } from '../deps.ts';
import type { Caller } from '../ports.ts';
import { isRefused, type Refused } from '../refusal.ts';
import { drawn, findDraft } from './find-draft.ts';
import { untilStill } from './until-still.ts';

/** The caller's draft with its document; the encoded answer. */
export function getDraft(deps: GraphpatchDeps, caller: Caller, ref: string): Promise<Uint8Array | Refused> {
  const { tenantId, signal } = caller;
  return untilStill(async () => {
    const found = await findDraft(deps, caller, ref);
    if (isRefused(found)) return found;
    const { head, draft } = found;
    const undone = draft ? await deps.draftRows.undone(tenantId, draft.id) : [];
    if (!draft || draft.batchCount === 0) return deps.answers.noDraft(head.ref.version, undone);
    const batches = await deps.draftRows.batches(tenantId, draft);
    const model = drawn(head, draft, draft.batchCount);
    return deps.worker.draft({ tenantId, model, draft, batches, undone, newestVersion: head.ref.version }, signal);
  });
}
