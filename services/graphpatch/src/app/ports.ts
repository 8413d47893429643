import type { NewEvent } from '@ameide/event-store';
import type { Change, Diagnostic, Operation, Ref, TextEdit } from '@ameide/graph-model';
import type { Transaction } from '@ameide/postgres';
import type { RequestContext } from '@ameide/service-kit/rpc';
import type { JsonValue } from '@bufbuild/protobuf';
import type { LayoutCommitted, ModelCommitted } from '../domain/model/events.ts';
import type { PatchApplied, PatchEvent, PatchProposed, PatchRejected } from '../domain/patch/events.ts';
import type { CompiledPatch } from './compile-patch.ts';

/** Who asks for something. `runId` is that of the run on whose behalf an agent asks; empty when a person does. */
export type Caller = RequestContext;

/** The head of a branch, without its document: cheap to read on every request. */
export interface ModelHead {
  readonly version: number;
  readonly notation: string;
  readonly name: string;
}

/** A whole document, and the version that it is. */
export interface DocumentVersion {
  readonly version: number;
  readonly document: string;
}

/** A row of `commits`. */
export interface CommitRow {
  readonly id: string;
  readonly version: number;
  readonly author_id: string;
  readonly run_id: string;
  readonly patch_id: string;
  readonly comment: string;
  readonly summary: readonly string[];
  readonly correlation_id: string;
  readonly committed_at: Date;
}

/** A commit as it is answered; JSON, since a repeat of the request gets it back. */
export type CommitRecord = Omit<CommitRow, 'committed_at'> & {
  readonly committed_at: string;
  readonly artifact_id: string;
  readonly branch: string;
};

/** Models and their history, as tables have them. */
export interface ModelRows {
  head(tenantId: string, model: Ref): Promise<ModelHead | undefined>;
  headDocument(tenantId: string, model: Ref): Promise<DocumentVersion | undefined>;
  /** The newest document that was kept of a version up to this one; undefined when only the log has it. */
  snapshot(tenantId: string, model: Required<Ref>): Promise<DocumentVersion | undefined>;
  /** Commits up to `version`, the newest first. */
  commits(tenantId: string, model: Required<Ref>, limit: number): Promise<CommitRow[]>;
  /** Records a commit, in the transaction that appends its events. */
  write(
    tx: Transaction,
    tenantId: string,
    event: ModelCommitted,
    document: string,
    correlationId: string,
  ): Promise<void>;
}

/** A row of `patches`. Operations, diagnostics and preview are the JSON of the contract. */
export interface PatchRow {
  readonly id: string;
  readonly artifact_id: string;
  readonly branch: string;
  readonly base_version: number;
  readonly state: 'proposed' | 'applied' | 'rejected';
  readonly title: string;
  readonly operations: readonly JsonValue[];
  readonly diagnostics: readonly JsonValue[];
  readonly preview: JsonValue;
  readonly proposed_by: string;
  readonly run_id: string;
  readonly proposed_at: Date;
  readonly decided_by: string | null;
  readonly decided_at: Date | null;
  readonly approved_operation_ids: readonly string[] | null;
  readonly commit_id: string | null;
  readonly reason: string | null;
}

/** Which patches of a model to list. */
export interface PatchPage {
  readonly model: Ref;
  /** Any when absent. */
  readonly state?: PatchRow['state'];
  /** Continues after this patch. */
  readonly after?: { readonly proposedAt: string; readonly id: string };
  readonly limit: number;
}

/** Patches, as tables have them. */
export interface PatchRows {
  read(tenantId: string, id: string): Promise<PatchRow | undefined>;
  /** The last proposed first, without previews. */
  list(tenantId: string, page: PatchPage): Promise<Omit<PatchRow, 'preview'>[]>;
  insert(tx: Transaction, tenantId: string, event: PatchProposed, derived: Derived): Promise<void>;
  markApplied(tx: Transaction, event: PatchApplied): Promise<void>;
  markRejected(tx: Transaction, event: PatchRejected): Promise<void>;
}

/** What a row of a patch has beside its events. */
export type Derived = Pick<PatchRow, 'operations' | 'diagnostics' | 'preview'>;

/** The commits of models, as the log has them: those after `after`, up to `until`, in order. */
export interface ModelLog {
  /** How each changed the graph. */
  changes(tenantId: string, model: Ref, after: number, until: number): AsyncIterable<Change>;
  /** How each changed the document. */
  edits(tenantId: string, model: Ref, after: number, until: number): AsyncIterable<readonly TextEdit[]>;
}

/** What kind of artifact an id is, as the caller sees it; null when they see none. */
export type ArtifactKind = (caller: Caller, artifactId: string) => Promise<string | null>;

/** The JSON form of the contract's messages, which events, rows and recorded answers hold. */
export interface ContractJson {
  modelCommitted(event: ModelCommitted): NewEvent;
  layoutCommitted(event: LayoutCommitted): NewEvent;
  patchEvent(event: PatchEvent): NewEvent;
  /** @throws Error on an event that is no patch's */
  readPatchEvent(recorded: { readonly type: string; readonly data: object }): PatchEvent;
  operations(operations: readonly Operation[]): readonly JsonValue[];
  preview(compiled: CompiledPatch): JsonValue;
  diagnostics(diagnostics: readonly Diagnostic[]): readonly JsonValue[];
}
