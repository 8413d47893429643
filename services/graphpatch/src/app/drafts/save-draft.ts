import type { Operation } from '@ameide/graph-model';
import type { GraphpatchDeps } from '../deps.ts';
import { MAX_DRAFT_OPERATIONS } from '../limits.ts';
import type { FoundModel } from '../models.ts';
import type { Caller } from '../ports.ts';
import { isRefused, type Refused, refuse } from '../refusal.ts';
import { changeDraft, type DraftDone } from './change-draft.ts';
import { drawn, type FoundDraft, findDraft, findDrawnBranch } from './find-draft.ts';
import type { DraftRow } from './ports.ts';

export interface SaveDraftCommand {
  /** Of a branch. */
  readonly ref: string;
  /** That the person has seen. */
  readonly version: number;
  /** Of the draft, that the person has seen; 0 for none. */
  readonly revision: number;
  readonly batchId: string;
  /** The batch that is drawn again by this; empty for none. */
  readonly redoOf: string;
  readonly operations: readonly Operation[];
}

/** What the operations were made on, and what they are made on now. */
interface Known {
  readonly draft: DraftRow | undefined;
  readonly seen: FoundModel;
  readonly newest: FoundModel;
  readonly between: readonly string[];
}

/** Adds operations to the caller's draft; the encoded answer, also when it is rejected. */
export async function saveDraft(
  deps: GraphpatchDeps,
  caller: Caller,
  command: SaveDraftCommand,
): Promise<Uint8Array | Refused> {
  const { tenantId, actorId: personId } = caller;
  const { ref, batchId, redoOf, operations } = command;
  const found = await findDrawnBranch(deps, caller, ref);
  if (isRefused(found)) return found;
  return changeDraft<Known | { readonly rejected: Uint8Array }>(deps, caller, {
    procedure: 'SaveDraft',
    model: found.ref,
    correlationId: batchId,
    payload: [ref, deps.json.operations(operations)],
    async read() {
      const here = await findDraft(deps, caller, ref);
      if (isRefused(here)) return here;
      if (redoOf !== '' && !(await isUndone(deps, tenantId, here, redoOf))) {
        return refuse(
          'batch_not_found',
          'This cannot be drawn again: something else was drawn since, or it was drawn again.',
        );
      }
      return readKnown(deps, tenantId, here, command);
    },
    async decide(known, signal): Promise<DraftDone | Refused> {
      if ('rejected' in known) return { answer: known.rejected };
      const { draft: before, ...models } = known;
      const draft = withBatch(before, found, personId, command, deps);
      if (draft.operationCount > MAX_DRAFT_OPERATIONS) return refuse('draft_too_large');
      const work = { tenantId, ...models, batchId, operations, draft };
      const done = await deps.worker.saveDraft({ ...work, newest: { ...models.newest } }, signal);
      if ('rejected' in done) return { answer: done.rejected };
      const from = before?.revision ?? 0;
      const undone = redoOf === '' ? ('forgotten' as const) : { drawnAgain: redoOf };
      return {
        answer: done.answer,
        update: { draft, from, kept: draft.batchCount - 1, batches: [done.batch], undone },
      };
    },
  });
}

async function isUndone(
  { draftRows }: Pick<GraphpatchDeps, 'draftRows'>,
  tenantId: string,
  { draft }: FoundDraft,
  batchId: string,
): Promise<boolean> {
  const undone = draft ? await draftRows.undone(tenantId, draft.id) : [];
  return undone.some(({ id }) => id === batchId);
}

/** The draft with one more batch; a draft that is empty begins on the version that the person has seen. */
function withBatch(
  before: DraftRow | undefined,
  { ref: { artifactId, branch } }: FoundModel,
  personId: string,
  { version, operations }: SaveDraftCommand,
  { newId, now }: Pick<GraphpatchDeps, 'newId' | 'now'>,
): DraftRow {
  const revision = (before?.revision ?? 0) + 1;
  const changedAt = now();
  const begun = { artifactId, branch, personId, version, revision, settledRevision: revision, changedAt };
  if (!before) return { ...begun, id: newId(), operationCount: operations.length, batchCount: 1 };
  const isBegun = before.batchCount > 0;
  return {
    ...before,
    ...(!isBegun && begun),
    ...{ revision, changedAt },
    operationCount: before.operationCount + operations.length,
    batchCount: before.batchCount + 1,
  };
}

async function readKnown(
  deps: GraphpatchDeps,
  tenantId: string,
  { head, draft }: FoundDraft,
  { version, revision }: SaveDraftCommand,
): Promise<Known | Refused | { readonly rejected: Uint8Array }> {
  const isEmpty = !draft || draft.batchCount === 0;
  const has = draft?.revision ?? 0;
  if (isEmpty) {
    if (revision !== 0 && revision !== has) return rejectUnseen(deps, has);
    const { artifactId, branch } = head.ref;
    const base = await deps.models.version(tenantId, { artifactId, branch, version });
    if (isRefused(base)) return base;
    return { draft, seen: base, newest: base, between: [] };
  }
  const newest = drawn(head, draft, draft.batchCount);
  if (revision === has) return { draft, seen: newest, newest, between: [] };
  if (revision < draft.settledRevision || revision > has) return rejectUnseen(deps, has);
  const batches = await deps.draftRows.batches(tenantId, draft);
  const unseen = batches.filter((batch) => batch.revision > revision);
  const seen = drawn(head, draft, batches.length - unseen.length);
  return { draft, seen, newest, between: unseen.map(({ changes }) => changes) };
}

/** What the person has seen of the draft is not known any more. */
function rejectUnseen({ answers }: Pick<GraphpatchDeps, 'answers'>, serverVersion: number) {
  const message = 'The draft has been changed elsewhere. Look at it as it is now, and draw on that.';
  const diagnostics = [{ severity: 'error', code: 'version_mismatch', message }] as const;
  const rejection = { reason: 'version_mismatch', diagnostics, conflict: { serverVersion } } as const;
  return { rejected: answers.rejectedDraft('SaveDraft', rejection) };
}
