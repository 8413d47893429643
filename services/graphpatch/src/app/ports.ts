import type { Aggregate } from '@ameide/event-store';
import type { Change, Diagnostic, Operation, Ref, TextEdit } from '@ameide/graph-model';
import type { RequestContext } from '@ameide/service-kit/rpc';
import type { JsonValue } from '@bufbuild/protobuf';
import type { LayoutCommitted, ModelCommitted } from '../domain/model/events.ts';
import type { ModelState } from '../domain/model/state.ts';
import type { PatchEvent } from '../domain/patch/events.ts';
import type { PatchState } from '../domain/patch/state.ts';
import type { CompiledPatch } from './compile-patch.ts';

/** Who asks for something: a person, or an agent on behalf of one. */
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
}

/** A row of `patches`. Operations, diagnostics and preview are the JSON of the contract; a rebuild leaves the last two out. */
export interface PatchRow {
  readonly id: string;
  readonly artifact_id: string;
  readonly branch: string;
  readonly base_version: number;
  readonly state: 'proposed' | 'applied' | 'rejected';
  readonly title: string;
  readonly operations: readonly JsonValue[];
  readonly diagnostics: readonly JsonValue[] | null;
  readonly preview: JsonValue | null;
  readonly proposed_by: string;
  /** Null in rows from when `proposed_by` was the person in any case. */
  readonly on_behalf_of: string | null;
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
  /** A patch that is known to be there. @throws Error when it is not */
  stored(tenantId: string, id: string): Promise<PatchRow>;
  /** The model that a patch is about. */
  modelOf(tenantId: string, id: string): Promise<Ref | undefined>;
  /** The last proposed first, without previews. */
  list(tenantId: string, page: PatchPage): Promise<Omit<PatchRow, 'preview'>[]>;
}

/** The commits of models, as the log has them: those after `after`, up to `until`, in order. */
export interface ModelLog {
  /** How each changed the graph. */
  changes(tenantId: string, model: Ref, after: number, until: number): AsyncIterable<Change>;
  /** How each changed the document. */
  edits(tenantId: string, model: Ref, after: number, until: number): AsyncIterable<readonly TextEdit[]>;
}

/** What kind of artifact an id is, as the caller sees it; null when they see none. */
export type ArtifactKind = (caller: Caller, artifactId: string) => Promise<string | null>;

/** The JSON form of the contract's messages, which rows and recorded answers hold. */
export interface ContractJson {
  operations(operations: readonly Operation[]): readonly JsonValue[];
  preview(compiled: CompiledPatch): JsonValue;
  diagnostics(diagnostics: readonly Diagnostic[]): readonly JsonValue[];
}

/** What commands change. A model and its layout have the id `<artifact>/<branch>`. */
export interface Aggregates {
  readonly model: Aggregate<ModelState, ModelCommitted>;
  /** How a model is drawn; nothing is decided on it. */
  readonly layout: Aggregate<undefined, LayoutCommitted>;
  readonly patch: Aggregate<PatchState, PatchEvent>;
}
