import type { MessageFormat } from '@ameide/service-kit/rpc';
import type { Answers } from './answer-ports.ts';
import type { CommitDone } from './commit-in-turn.ts';
import type { DraftBatch, DraftRow, UndoneBatch } from './drafts/ports.ts';
import type { FoundModel } from './models.ts';
import type { PatchRow } from './patch-ports.ts';
import type { Refused } from './refusal.ts';
import type { ApplyWork } from './work/apply.ts';
import type { ApplySuggestionWork } from './work/apply-suggestion.ts';
import type { DiffWork } from './work/diff-versions.ts';
import type { MoveDraftDone, MoveDraftWork } from './work/drafts/move-draft.ts';
import type { SaveDraftDone, SaveDraftWork } from './work/drafts/save-draft.ts';
import type { SaveSnapshotDone, SaveSnapshotWork } from './work/drafts/save-snapshot.ts';
import type { EditWork } from './work/edit.ts';
import type { ImportDone, ImportWork } from './work/import-document.ts';
import type { ProposeDone, ProposeWork } from './work/propose.ts';
import type { RestoreWork } from './work/restore.ts';
import type { RevertWork } from './work/revert.ts';
import type { SuggestWork } from './work/suggest.ts';
import type { ValidateWork } from './work/validate.ts';

/** Answers that are made of a row. */
export type RowAnswer = keyof Pick<Answers, 'patch' | 'proposed' | 'rejected'>;

/** A draft with what it is made of. */
export interface DraftToTell {
  readonly tenantId: string;
  readonly draft: DraftRow;
  readonly batches: readonly DraftBatch[];
}

/** A draft that is told with all that there is to it. */
export interface DraftWithDocument extends DraftToTell {
  readonly model: FoundModel;
  readonly undone: readonly UndoneBatch[];
  readonly newestVersion: number;
}

/**
 * Where everything is done that costs as much as a model or a patch is large: reading, planning, writing, validating,
 * encoding. Nobody else waits for it, and it has a budget.
 * @throws WorkRefused what `@ameide/worker-pool` refuses
 */
export interface ModelWorker {
  importDocument(work: ImportWork, signal: AbortSignal): Promise<ImportDone | Refused>;
  propose(work: ProposeWork, signal: AbortSignal): Promise<ProposeDone>;
  apply(work: ApplyWork, signal: AbortSignal): Promise<CommitDone | Refused>;
  edit(work: EditWork, signal: AbortSignal): Promise<CommitDone | Refused>;
  revert(work: RevertWork, signal: AbortSignal): Promise<CommitDone | Refused>;
  applySuggestion(work: ApplySuggestionWork, signal: AbortSignal): Promise<CommitDone | Refused>;
  /** The encoded answer of ValidateDiagram. */
  validate(work: ValidateWork, signal: AbortSignal): Promise<Uint8Array>;
  /** The encoded answer of GetAISuggestions. */
  suggest(work: SuggestWork, signal: AbortSignal): Promise<Uint8Array>;
  restore(work: RestoreWork, signal: AbortSignal): Promise<CommitDone | Refused>;
  /** The encoded answer of Diff. */
  diff(work: DiffWork, signal: AbortSignal): Promise<Uint8Array>;
  saveDraft(work: SaveDraftWork, signal: AbortSignal): Promise<SaveDraftDone>;
  moveDraft(work: MoveDraftWork, signal: AbortSignal): Promise<MoveDraftDone>;
  saveSnapshot(work: SaveSnapshotWork, signal: AbortSignal): Promise<SaveSnapshotDone>;
  /** The encoded answer of GetDraft. @param told.model the version with all of the draft */
  draft(told: DraftWithDocument, signal: AbortSignal): Promise<Uint8Array>;
  /** An encoded event of WatchDraft. @param told.after the revision that the batches continue from */
  draftChanged(
    told: DraftToTell & { readonly after: number; readonly format: MessageFormat },
    signal: AbortSignal,
  ): Promise<Uint8Array>;
  /** The encoded answer of GetModel or ExportModel. */
  model(as: 'exported' | 'model', tenantId: string, model: FoundModel, signal: AbortSignal): Promise<Uint8Array>;
  /** An encoded answer that has a patch. */
  answer(as: RowAnswer, tenantId: string, row: PatchRow, signal: AbortSignal): Promise<Uint8Array>;
  /** The encoded answer of ListPatches. */
  patches(tenantId: string, rows: readonly PatchRow[], nextPageToken: string, signal: AbortSignal): Promise<Uint8Array>;
}
