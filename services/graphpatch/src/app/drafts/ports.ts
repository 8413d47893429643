import type { Conflict, Diagnostic, Ref } from '@ameide/graph-model';
import type { Transaction } from '@ameide/postgres';
import type { MessageFormat } from '@ameide/service-kit/rpc';
import type { Rejection } from '../answer-ports.ts';
import type { CommitRecord } from '../model-ports.ts';
import type { PreviewFacts } from '../work/compile-patch.ts';

/** What a person has drawn on a branch and not saved yet. */
export interface DraftRow extends Ref {
  readonly id: string;
  readonly personId: string;
  /** That it was drawn on. */
  readonly version: number;
  readonly revision: number;
  /** Since which batches have only been added. */
  readonly settledRevision: number;
  readonly operationCount: number;
  /** 0 when there is nothing in it. */
  readonly batchCount: number;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
}

/** A draft up to one of its batches. It names the same state for ever. */
export interface DraftPlace extends Pick<DraftRow, 'id' | 'settledRevision'> {
  readonly batches: number;
}

/** A batch as it is stored; operations, changes, layout and edits are text, the JSON of the contract. */
export interface DraftBatch {
  readonly id: string;
  readonly revision: number;
  readonly operationCount: number;
  readonly operations: string;
  readonly changes: string;
  readonly layout: string;
  readonly edits: string;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
}

/** A batch that was taken back, and can be drawn again. */
export type UndoneBatch = Pick<DraftBatch, 'id' | 'operations'>;

/** What becomes of a draft. */
export interface DraftUpdate {
  readonly draft: DraftRow;
  /** The revision that it must have; 0 when it must not be there. */
  readonly from: number;
  /** So many of its batches stay. */
  readonly kept: number;
  /** Those that come behind them. */
  readonly batches: readonly DraftBatch[];
  /** What becomes of the batches that were taken back: one comes, or goes by its id. They stay without it. */
  readonly undone?: { readonly add: UndoneBatch } | { readonly drawnAgain: string } | 'forgotten';
}

/** Drafts, as tables have them. */
export interface DraftRows {
  read(tenantId: string, model: Ref, personId: string): Promise<DraftRow | undefined>;
  /** Everybody's of a branch. */
  ofModel(tenantId: string, model: Ref): Promise<DraftRow[]>;
  /** Batches in order, as many as the draft has. @throws DraftMoved when others are in their place */
  batches(tenantId: string, draft: DraftRow): Promise<DraftBatch[]>;
  /** How each batch changed the document. @throws DraftMoved unless the draft still has this place */
  edits(tenantId: string, place: DraftPlace): Promise<string[]>;
  /** What was taken back, the last one last. */
  undone(tenantId: string, draftId: string): Promise<UndoneBatch[]>;
  /** @returns whether the draft was as it had to be */
  store(tx: Transaction, tenantId: string, update: DraftUpdate): Promise<boolean>;
}

/** The draft has been changed since it was read: read again. */
export class DraftMoved extends Error {
  constructor() {
    super('the draft has been changed meanwhile');
  }
}

/** Tells when drafts of a model change, in any process. A hint: whoever needs certainty also looks. */
export interface DraftBell {
  listen(
    tenantId: string,
    model: Ref,
  ): {
    /** Resolves when something has changed since the last `wait`, after `milliseconds`, or when the signal aborts. */
    wait(milliseconds: number, signal: AbortSignal): Promise<void>;
    close(): void;
  };
}

/** An operation of a draft, by its batch. */
export interface DraftOperation {
  readonly batchId: string;
  readonly operationId: string;
}

/** Where a batch of a draft and somebody else cannot both have their way. */
export interface DraftClash
  extends Pick<Conflict, 'elementId' | 'field' | 'operationIds' | 'ours' | 'theirs' | 'values'> {
  readonly batchId: string;
  readonly elementName: string;
  readonly elementKind: string;
  /** That the other side has made; 0 for a later batch of the same draft. */
  readonly theirVersion: number;
  readonly theirAuthorId: string;
  readonly canKeepMine: boolean;
}

/** RPCs whose answer may be a rejection. */
export type DraftProcedure = 'CreateSnapshot' | 'RebaseDraft' | 'SaveDraft' | 'UndoDraft';

/** What RPCs about drafts answer, encoded. */
export interface DraftAnswers {
  savedDraft(answer: {
    readonly draft: DraftRow;
    readonly ids: ReadonlyMap<string, string>;
    readonly applied: PreviewFacts;
    readonly rebased: boolean;
    readonly warnings: readonly Diagnostic[];
  }): Uint8Array;
  changedDraft(procedure: 'RebaseDraft' | 'UndoDraft', draft: DraftRow): Uint8Array;
  noDraft(newestVersion: number, undone: readonly UndoneBatch[]): Uint8Array;
  discardedDraft(draft: DraftRow | undefined): Uint8Array;
  draft(
    draft: DraftRow,
    batches: readonly DraftBatch[],
    undone: readonly UndoneBatch[],
    document: Uint8Array,
    newestVersion: number,
  ): Uint8Array;
  draftChanged(
    draft: DraftRow,
    afterRevision: number,
    batches: readonly DraftBatch[],
    format: MessageFormat,
  ): Uint8Array;
  snapshotCreated(answer: {
    readonly commit: CommitRecord;
    readonly rebased: boolean;
    readonly draft: DraftRow;
    readonly warnings: readonly Diagnostic[];
  }): Uint8Array;
  snapshotUnchanged(version: number, draft: DraftRow): Uint8Array;
  rejectedDraft(procedure: DraftProcedure, rejection: Rejection): Uint8Array;
}
