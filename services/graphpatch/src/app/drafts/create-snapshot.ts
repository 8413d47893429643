import type { GraphpatchDeps } from '../deps.ts';
import type { Caller } from '../ports.ts';
import { isRefused, type Refused, refuse } from '../refusal.ts';
import type { Rebasing } from '../work/drafts/move-draft.ts';
import { changeDraft } from './change-draft.ts';
import {
  baseOf,
  emptied as emptiedDraft,
  type FoundDraft,
  findDraft,
  findDrawnBranch,
  refuseUnseen,
} from './find-draft.ts';
import type { DraftBatch, DraftRow } from './ports.ts';
import { passedOver } from './rebase-draft.ts';

export interface CreateSnapshotCommand {
  /** Of a branch. */
  readonly ref: string;
  /** 0 for whatever it is. */
  readonly revision: number;
  readonly comment: string;
  readonly correlationId: string;
}

interface Known extends FoundDraft {
  readonly draft: DraftRow;
  readonly batches: readonly DraftBatch[];
  readonly over: Pick<Rebasing, 'authors' | 'between'>;
}

/** Saves the caller's draft as a version; the encoded answer, also when it is rejected. */
export async function createSnapshot(
  deps: GraphpatchDeps,
  caller: Caller,
  command: CreateSnapshotCommand,
): Promise<Uint8Array | Refused> {
  const { tenantId, actorId: authorId } = caller;
  const { ref, revision, comment, correlationId } = command;
  const found = await findDrawnBranch(deps, caller, ref);
  if (isRefused(found)) return found;
  const commitId = deps.newId();
  return changeDraft<Known>(deps, caller, {
    procedure: 'CreateSnapshot',
    model: found.ref,
    ofModel: true,
    correlationId,
    payload: [ref, revision, comment],
    async read() {
      const here = await findDraft(deps, caller, ref);
      if (isRefused(here)) return here;
      const { head, draft } = here;
      const unseen = refuseUnseen(draft, revision);
      if (unseen) return unseen;
      if (!draft || draft.batchCount === 0) return refuse('draft_empty');
      const batches = await deps.draftRows.batches(tenantId, draft);
      return { head, draft, batches, over: await passedOver(deps, tenantId, head, draft) };
    },
    async decide({ head, draft, batches, over }, signal) {
      const now = deps.now();
      const emptied = emptiedDraft(draft, now);
      const chosen = { ...over, mine: new Map(), theirs: new Map() };
      const commit = { commitId, authorId, comment, correlationId, committedAt: new Date(now).toISOString() };
      const base = baseOf(head, draft);
      const work = { tenantId, base, head, draft, batches, over: chosen, emptied, ...commit };
      const { answer, changes, isEmptied } = await deps.worker.saveSnapshot(work, signal);
      if (!isEmptied) return { answer };
      return {
        answer,
        changes,
        update: { draft: emptied, from: draft.revision, kept: 0, batches: [], undone: 'forgotten' },
      };
    },
  });
}
