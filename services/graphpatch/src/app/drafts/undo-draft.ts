import type { GraphpatchDeps } from '../deps.ts';
import type { Caller } from '../ports.ts';
import { isRefused, type Refused, refuse } from '../refusal.ts';
import { changeDraft } from './change-draft.ts';
import { drawn, type FoundDraft, findDraft, findDrawnBranch } from './find-draft.ts';
import type { DraftBatch, DraftRow } from './ports.ts';

export interface UndoDraftCommand {
  /** Of a branch. */
  readonly ref: string;
  readonly batchId: string;
}

interface Known extends FoundDraft {
  readonly draft: DraftRow;
  readonly batches: readonly DraftBatch[];
}

/** Takes a batch out of the caller's draft; the encoded answer, also when it is rejected. */
export async function undoDraft(
  deps: GraphpatchDeps,
  caller: Caller,
  { ref, batchId }: UndoDraftCommand,
): Promise<Uint8Array | Refused> {
  const { tenantId } = caller;
  const found = await findDrawnBranch(deps, caller, ref);
  if (isRefused(found)) return found;
  return changeDraft<Known>(deps, caller, {
    procedure: 'UndoDraft',
    model: found.ref,
    correlationId: '',
    payload: null,
    async read() {
      const here = await findDraft(deps, caller, ref);
      if (isRefused(here)) return here;
      const { head, draft } = here;
      if (!draft || draft.batchCount === 0) return refuse('batch_not_found');
      return { head, draft, batches: await deps.draftRows.batches(tenantId, draft) };
    },
    async decide({ head, draft: before, batches }, signal) {
      const place = batches.findIndex(({ id }) => id === batchId);
      const undone = batches[place];
      if (!undone) return refuse('batch_not_found');
      const revision = before.revision + 1;
      const draft = { ...before, revision, settledRevision: revision, changedAt: deps.now() };
      const work = {
        ...{ tenantId, draft },
        from: drawn(head, before, place + 1),
        to: drawn(head, before, place),
        batches: batches.slice(place + 1),
        kept: batches.slice(0, place).map(({ operationCount }) => ({ operationCount })),
        why: { procedure: 'UndoDraft', undone } as const,
      };
      const done = await deps.worker.moveDraft(work, signal);
      if ('rejected' in done) return { answer: done.rejected };
      const update = {
        ...{ draft: done.draft, from: before.revision, kept: place, batches: done.batches },
        undone: { add: undone },
      };
      return { answer: done.answer, update };
    },
  });
}
