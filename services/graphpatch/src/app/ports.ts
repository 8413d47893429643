import type { Aggregate, Payload } from '@ameide/event-store';
import type { Change, Diagnostic, LayoutMutation, ModelStep, Operation, Ref, TextEdit } from '@ameide/graph-model';
import type { Conflict } from '@ameide/service-kit/errors';
import type { RequestContext } from '@ameide/service-kit/rpc';
import type { JsonValue } from '@bufbuild/protobuf';
import type { BaselinesEvent } from '../domain/baselines/events.ts';
import type { Baseline, BaselinesState } from '../domain/baselines/state.ts';
import type { LayoutCommitted, ModelCommitted } from '../domain/model/events.ts';
import type { ModelState } from '../domain/model/state.ts';
import type { PatchEvent, PatchProposed } from '../domain/patch/events.ts';
import type { PatchState } from '../domain/patch/state.ts';
import type { DraftAnswers, DraftBatch, DraftClash } from './drafts/ports.ts';
import type { CompiledPatch, PreviewFacts } from './work/compile-patch.ts';
import type { VersionsDiff } from './work/diff-versions.ts';
import type { AnyFinding } from './work/findings.ts';
import type { LoadedModel } from './work/open-model.ts';
import type { KnownSuggestion } from './work/suggestions.ts';

/** Who asks for something: a person, or an agent on behalf of one. */
export type Caller = RequestContext;

/** The head of a branch, without its document: cheap to read on every request. */
export interface ModelHead {
  readonly version: number;
  readonly notation: string;
  readonly name: string;
}

/** A document: a whole one, and the edits of the commits after it, each list the JSON of the contract's messages. */
export interface StoredDocument {
  readonly base: string;
  readonly edits: readonly string[];
}

/** A whole document, and the version that it is. */
export interface DocumentVersion {
  readonly version: number;
  readonly document: string;
}

/** A commit without what it changed, as its row has it and as it is answered. JSON: a repeat of the request gets it back. */
export interface CommitRecord
  extends Pick<ModelCommitted, 'artifactId' | 'branch' | 'version' | 'authorId' | 'runId' | 'patchId' | 'comment'>,
    Pick<ModelCommitted, 'draftOperations' | 'summary' | 'correlationId' | 'revertedVersion'> {
  readonly id: string;
  /** ISO 8601, or milliseconds since 1970. */
  readonly committedAt: string | number;
}

/** Models and their history, as tables have them. */
export interface ModelRows {
  head(tenantId: string, model: Ref): Promise<ModelHead | undefined>;
  headDocument(tenantId: string, model: Ref): Promise<DocumentVersion | undefined>;
  /** The newest document that was kept of a version up to this one; undefined when only the log has it. */
  snapshot(tenantId: string, model: Required<Ref>): Promise<DocumentVersion | undefined>;
  /** Commits up to `version`, the newest first. */
  commits(tenantId: string, model: Required<Ref>, limit: number): Promise<CommitRecord[]>;
  /** Of these, those that saved drafts. */
  snapshots(tenantId: string, model: Required<Ref>, limit: number): Promise<CommitRecord[]>;
}

/** Where a list of refs goes on: after a ref of this version. Within a version, the branch comes first, then its baselines. */
export interface RefPlace extends Required<Ref> {
  readonly rank: number;
  /** Of the baseline as names are compared, or empty. */
  readonly key: string;
}

/** A ref that there is. */
export interface RefRow extends RefPlace {
  readonly kind: 'baseline' | 'branch' | 'version';
  /** Of the baseline, of a branch what its document calls the model, or empty. */
  readonly name: string;
  readonly authorId: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** A baseline as its row has it; times are milliseconds since 1970. */
export interface BaselineRow extends Omit<Baseline, 'createdAt'> {
  readonly key: string;
  readonly createdAt: number;
}

/** A place in the history of an artifact, which is sorted by time and then by id, the last first. */
export interface HistoryPlace {
  /** Milliseconds since 1970. */
  readonly happenedAt: number;
  readonly id: string;
}

/** Something that has happened to an artifact. Its id is unique among those of one moment, and ASCII. */
export interface HistoryEntry extends HistoryPlace {
  readonly type:
    | 'baseline_created'
    | 'created'
    | 'deleted'
    | 'modified'
    | 'renamed'
    | 'restored'
    | 'thread_linked'
    | 'thread_unlinked';
  readonly userId: string;
  readonly threadId: string;
  readonly version: number;
  readonly runId: string;
  readonly text: string;
}

/** What has happened to an artifact besides its content, as the caller sees it; null when they do not see it. */
export type ArtifactEvents = (
  caller: Caller,
  artifactId: string,
  after: HistoryPlace | undefined,
  limit: number,
) => Promise<readonly HistoryEntry[] | null>;

/** What refs there are, as tables have them; the newest first. */
export interface RefRows {
  list(
    tenantId: string,
    page: {
      /** Of all artifacts when absent. */
      readonly artifactId?: string;
      readonly kinds: readonly RefRow['kind'][];
      readonly after?: RefPlace;
      readonly limit: number;
    },
  ): Promise<RefRow[]>;
  /** The versions and baselines of a model, as entries of its history. */
  history(tenantId: string, model: Ref, after: HistoryPlace | undefined, limit: number): Promise<HistoryEntry[]>;
  /** The version that a name stands for, whatever its case. */
  baselineVersion(tenantId: string, model: Ref, name: string): Promise<number | undefined>;
  baselines(
    tenantId: string,
    page: {
      readonly model: Ref;
      /** In names and notes; empty for all. */
      readonly contains: string;
      readonly after?: Pick<BaselineRow, 'key' | 'version'>;
      readonly limit: number;
    },
  ): Promise<BaselineRow[]>;
}

/**
 * A row of `patches`. Operations, diagnostics and preview are text, the JSON of the contract; a rebuild leaves the last two
 * out. Instants are milliseconds since 1970.
 */
export interface PatchRow
  extends Pick<PatchProposed, 'artifactId' | 'branch' | 'baseVersion' | 'title' | 'proposedBy' | 'runId'> {
  readonly id: string;
  readonly state: 'proposed' | 'applied' | 'rejected';
  readonly operations: string;
  readonly diagnostics?: string;
  readonly preview?: string;
  /** Not in rows from when `proposedBy` was the person in any case. */
  readonly onBehalfOf?: string;
  readonly proposedAt: number;
  readonly decidedBy?: string;
  readonly decidedAt?: number;
  readonly approvedOperationIds?: readonly string[];
  readonly commitId?: string;
  readonly reason?: string;
  /** The version that has taken its commit back; only of a patch that is read by itself. */
  readonly revertedByVersion?: number;
}

/** Which patches of a tenant to list: those to which everything that is given applies. */
export interface PatchPage {
  /** Those of one model. */
  readonly model?: Ref;
  /** Those of one artifact, on any branch. */
  readonly artifactId?: string;
  /** An agent, or a person. */
  readonly proposedBy?: string;
  /** Those that wait for this person: an agent has proposed them for the person, or somebody else has. */
  readonly waitsFor?: string;
  readonly byAgents?: boolean;
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
  /** The version that a patch was made on. */
  baseOf(tenantId: string, id: string): Promise<Required<Ref> | undefined>;
  /** The last proposed first, without previews. */
  list(tenantId: string, page: PatchPage): Promise<PatchRow[]>;
}

/** What the log has, as text: whoever needs it reads it in a thread. */
export interface ModelLog {
  /** The commits after `after`, up to `until`, in order. */
  commits(tenantId: string, model: Ref, after: number, until: number): Promise<Payload[]>;
  /** How each of them changed the graph: the JSON of the contract's messages. */
  changes(tenantId: string, model: Ref, after: number, until: number): Promise<string[]>;
  /** How each changed the document. */
  edits(tenantId: string, model: Ref, after: number, until: number): Promise<string[]>;
  /** How those of them that changed the drawing did: whole LayoutCommitted. */
  layouts(tenantId: string, model: Ref, after: number, until: number): Promise<string[]>;
  /** Everything that has happened to a patch. */
  patch(tenantId: string, id: string): Promise<Payload[]>;
}

/** What kind of artifact an id is, as the caller sees it; null when they see none. */
export type ArtifactKind = (caller: Caller, artifactId: string) => Promise<string | null>;

/** The JSON form of the contract's messages, which rows and recorded answers hold. */
export interface ContractJson {
  operations(operations: readonly Operation[]): readonly JsonValue[];
  /** The operations of a row. */
  operationsOf(json: string): readonly Operation[];
  preview(facts: PreviewFacts): JsonValue;
  /** What a change does to the graph, to its drawing, and to the document. */
  changeJson(
    change: Change,
    edits: readonly TextEdit[],
  ): { readonly [part in 'changes' | 'edits' | 'layout']: JsonValue };
  diagnostics(diagnostics: readonly Diagnostic[]): readonly JsonValue[];
  /** The change that a recorded commit made of the graph, from the member `changes` of its event. */
  changes(json: string): Change;
  /** How a recorded LayoutCommitted changed the drawing. */
  layout(json: string): { readonly version: number; readonly layout: readonly LayoutMutation[] };
  /** The whole change, of a batch of a draft. */
  changeOf(batch: Pick<DraftBatch, 'changes' | 'layout'>): Change;
  /** The same of the document, from the member `documentEdits`. */
  textEdits(json: string): readonly TextEdit[];
  /** What a recorded commit did. */
  step(payload: Payload): ModelStep;
  patchEvent(payload: Payload): PatchEvent | undefined;
}

/** Why there is no new version of a model. */
export interface Rejection {
  readonly reason: 'authz_denied' | 'needed_later' | 'sem_rule_violation' | 'version_mismatch' | 'xsd_error';
  readonly diagnostics: readonly Diagnostic[];
  readonly conflict?: Conflict;
  readonly clashes?: readonly DraftClash[];
}

/** What RPCs answer, encoded: binary messages of the contract. */
export interface Answers extends DraftAnswers {
  model(model: LoadedModel): Uint8Array;
  exported(model: Pick<LoadedModel, 'document' | 'notation' | 'ref'>): Uint8Array;
  /** A dry run, or a proposal with errors. */
  notProposed(baseVersion: number, compiled: CompiledPatch): Uint8Array;
  proposed(patch: PatchRow): Uint8Array;
  applied(answer: {
    readonly commit: CommitRecord;
    readonly compiled: CompiledPatch;
    readonly rebased: boolean;
  }): Uint8Array;
  reverted(answer: {
    /** Not after a dry run. */
    readonly commit?: CommitRecord;
    readonly baseVersion: number;
    readonly revertedVersion: number;
    readonly preview: PreviewFacts;
    readonly diagnostics: readonly Diagnostic[];
  }): Uint8Array;
  restored(answer: {
    /** Not after a dry run. */
    readonly commit?: CommitRecord;
    readonly baseVersion: number;
    readonly restoredVersion: number;
    readonly preview: PreviewFacts;
    readonly diagnostics: readonly Diagnostic[];
  }): Uint8Array;
  diff(diff: VersionsDiff): Uint8Array;
  /** What earlier releases have recorded of an application. */
  appliedAsRecorded(record: object): Uint8Array;
  appliedCommands(answer: {
    readonly commit: CommitRecord;
    readonly compiled: CompiledPatch;
    readonly rebased: boolean;
    /** What operations have added, by their ids. */
    readonly ids: ReadonlyMap<string, string>;
  }): Uint8Array;
  rejectedCommands(rejection: Rejection): Uint8Array;
  validated(answer: {
    readonly version: number;
    readonly draftRevision: number;
    readonly findings: readonly AnyFinding[];
    /** How many of them to answer with. */
    readonly limit: number;
    /** Of operations that were given. */
    readonly preview?: PreviewFacts;
  }): Uint8Array;
  suggested(answer: {
    readonly version: number;
    readonly draftRevision: number;
    readonly suggestions: readonly KnownSuggestion[];
    /** How many there are in all. */
    readonly totalCount: number;
  }): Uint8Array;
  suggestionApplied(answer: { readonly commit: CommitRecord; readonly compiled: CompiledPatch }): Uint8Array;
  rejected(patch: PatchRow): Uint8Array;
  patch(patch: PatchRow): Uint8Array;
  patches(patches: readonly PatchRow[], nextPageToken: string): Uint8Array;
}

/** What commands change. A model and its layout have the id `<artifact>/<branch>`. */
export interface Aggregates {
  readonly model: Aggregate<ModelState, ModelCommitted>;
  /** How a model is drawn; nothing is decided on it. */
  readonly layout: Aggregate<undefined, LayoutCommitted>;
  readonly patch: Aggregate<PatchState, PatchEvent>;
  /** Those of one model. */
  readonly baselines: Aggregate<BaselinesState, BaselinesEvent>;
}
