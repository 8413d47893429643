import type { GraphpatchDeps } from '../deps.ts';
import type { FoundModel } from '../models.ts';
import type { Caller } from '../ports.ts';
import { isRefused, type Refused } from '../refusal.ts';
import { drawn, findDraft } from './find-draft.ts';
import { untilStill } from './until-still.ts';

/** What is looked at: a version, or the caller's draft. */
export interface Looked {
  readonly model: FoundModel;
  /** 0 without a draft. */
  readonly draftRevision: number;
}

/**
 * Works on the version that a ref names, or on the caller's draft of the branch.
 * @param draftRevision 0 for the version; else the draft as it is, or the newest version where nothing is drawn
 */
export async function lookAt<Answer extends object>(
  deps: Pick<GraphpatchDeps, 'draftRows' | 'models'>,
  caller: Caller,
  ref: string,
  draftRevision: number,
  work: (looked: Looked) => Promise<Answer>,
): Promise<Answer | Refused> {
  if (draftRevision === 0) {
    const model = await deps.models.version(caller.tenantId, ref);
    return isRefused(model) ? model : work({ model, draftRevision });
  }
  return untilStill(async () => {
    const found = await findDraft(deps, caller, ref);
    if (isRefused(found)) return found;
    const { head, draft } = found;
    if (!draft || draft.batchCount === 0) return work({ model: head, draftRevision: 0 });
    return work({ model: drawn(head, draft, draft.batchCount), draftRevision: draft.revision });
  });
}
