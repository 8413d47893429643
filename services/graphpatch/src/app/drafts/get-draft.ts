import type { GraphpatchDeps } from '../deps.ts';
import type { Caller } from '../ports.ts';
import { isRefused, type Refused, refuse } from '../refusal.ts';
import { drawn, findDraft } from './find-draft.ts';
import { DraftMoved } from './ports.ts';

/** A draft that is changed while it is read is read again; so often at most. */
const ATTEMPTS = 10;

/** The caller's draft with its document; the encoded answer. */
export async function getDraft(deps: GraphpatchDeps, caller: Caller, ref: string): Promise<Uint8Array | Refused> {
  const { tenantId, signal } = caller;
  for (let attempt = 1; ; attempt++) {
    const found = await findDraft(deps, caller, ref);
    if (isRefused(found)) return found;
    const { head, draft } = found;
    if (!draft || draft.batchCount === 0) return deps.answers.noDraft(head.ref.version);
    try {
      const batches = await deps.draftRows.batches(tenantId, draft);
      const model = drawn(head, draft, draft.batchCount);
      return await deps.worker.draft({ tenantId, model, draft, batches, newestVersion: head.ref.version }, signal);
    } catch (error) {
      if (!(error instanceof DraftMoved)) throw error;
      if (attempt === ATTEMPTS) return refuse('draft_conflict', undefined, { conflict: { serverVersion: 0 } });
    }
  }
}
