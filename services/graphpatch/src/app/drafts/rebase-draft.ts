import { changesSince } from '../changes-since.ts';
import type { GraphpatchDeps } from '../deps.ts';
import type { FoundModel } from '../models.ts';
import type { Caller } from '../ports.ts';
import { isRefused, type Refused, refuse } from '../refusal.ts';
import type { Rebasing } from '../work/drafts/move-draft.ts';
import { changeDraft } from './change-draft.ts';
import { baseOf, type FoundDraft, findDraft, findDrawnBranch, refuseUnseen } from './find-draft.ts';
import type { DraftBatch, DraftOperation, DraftRow } from './ports.ts';

export interface RebaseDraftCommand {
  /** Of a branch. */
  readonly ref: string;
  /** 0 for whatever it is. */
  readonly revision: number;
  /** Operations that have their way, and those that go. */
  readonly mine: readonly DraftOperation[];
  readonly theirs: readonly DraftOperation[];
}

/** What a draft is moved with. */
interface Known extends FoundDraft {
  readonly draft: DraftRow;
  readonly batches: readonly DraftBatch[];
  readonly over: Pick<Rebasing, 'authors' | 'between'>;
}

/** Moves the caller's draft to the newest version; the encoded answer, also when it is rejected. */
export async function rebaseDraft(
  deps: GraphpatchDeps,
  caller: Caller,
  command: RebaseDraftCommand,
): Promise<Uint8Array | Refused> {
  const { tenantId } = caller;
  const { ref, revision: seen } = command;
  const found = await findDrawnBranch(deps, caller, ref);
  if (isRefused(found)) return found;
  return changeDraft<Known>(deps, caller, {
    procedure: 'RebaseDraft',
    model: found.ref,
    correlationId: '',
    payload: null,
    async read() {
      const here = await findDraft(deps, caller, ref);
      if (isRefused(here)) return here;
      const { head, draft } = here;
      const unseen = refuseUnseen(draft, seen);
      if (unseen) return unseen;
      if (!draft || draft.batchCount === 0) return refuse('draft_empty');
      const batches = await deps.draftRows.batches(tenantId, draft);
      return { head, draft, batches, over: await passedOver(deps, tenantId, head, draft) };
    },
    async decide({ head, draft: before, batches, over }, signal) {
      const revision = before.revision + 1;
      const { version } = head.ref;
      const draft = { ...before, version, revision, settledRevision: revision, changedAt: deps.now() };
      const choices = { mine: byBatch(command.mine), theirs: byBatch(command.theirs) };
      const why = { procedure: 'RebaseDraft', ...over, ...choices } as const;
      const work = { tenantId, from: baseOf(head, before), to: head, batches, kept: [], draft, why };
      const done = await deps.worker.moveDraft(work, signal);
      if ('rejected' in done) return { answer: done.rejected };
      const update = { draft: done.draft, from: before.revision, kept: 0, batches: done.batches };
      return { answer: done.answer, update };
    },
  });
}

/** What the commits since a draft was drawn have changed, and who made them. */
export async function passedOver(
  deps: Pick<GraphpatchDeps, 'log' | 'modelRows'>,
  tenantId: string,
  { ref }: FoundModel,
  { version }: DraftRow,
): Promise<Pick<Rebasing, 'authors' | 'between'>> {
  if (ref.version === version) return { between: [], authors: [] };
  const between = await changesSince(deps, tenantId, ref, version, ref.version);
  const commits = await deps.modelRows.commits(tenantId, ref, ref.version - version);
  return { between, authors: commits.map(({ authorId }) => authorId).reverse() };
}

function byBatch(operations: readonly DraftOperation[]): ReadonlyMap<string, ReadonlySet<string>> {
  const all = new Map<string, Set<string>>();
  for (const { batchId, operationId } of operations) {
    const ofBatch = all.get(batchId) ?? new Set();
    all.set(batchId, ofBatch.add(operationId));
  }
  return all;
}
