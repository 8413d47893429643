import type { Payload } from '@ameide/event-store';
import type { Change, Diagnostic, LayoutMutation, ModelStep, Operation, TextEdit } from '@ameide/graph-model';
import type { Conflict } from '@ameide/service-kit/errors';
import type { JsonValue } from '@bufbuild/protobuf';
import type { PatchEvent } from '../domain/patch/events.ts';
import type { DraftAnswers, DraftBatch, DraftClash } from './drafts/ports.ts';
import type { CommitRecord } from './model-ports.ts';
import type { PatchRow } from './patch-ports.ts';
import type { CompiledPatch, PreviewFacts } from './work/compile-patch.ts';
import type { VersionsDiff } from './work/diff-versions.ts';
import type { AnyFinding } from './work/findings.ts';
import type { LoadedModel } from './work/open-model.ts';
import type { KnownSuggestion } from './work/suggestions.ts';

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
