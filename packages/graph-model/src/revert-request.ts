import type { Conflict } from './conflicts.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Graph, Layout } from './graph.ts';
import type { Change } from './mutation.ts';
import type { Notation, TextEdit } from './notation.ts';
import type { ModelStep } from './standing-steps.ts';

/** One version of a model: a document, and what it reads as. */
export interface ModelVersion {
  readonly name: string;
  readonly document: string;
  readonly graph: Graph;
  readonly layout: Layout;
}

export interface RevertRequest {
  readonly notation: Notation;
  /** The version before the commit that is taken back, and the one that it made. */
  readonly before: ModelVersion;
  readonly after: ModelVersion;
  /** How the commit changed the document. */
  readonly edits: readonly TextEdit[];
  /** The commits after it, in order, and the version that the last of them made; that of `after` when there are none. */
  readonly since: readonly ModelStep[];
  readonly head: ModelVersion;
}

export type Revert =
  | {
      readonly ok: true;
      /** From the head to what it becomes, like its edits. */
      readonly change: Change;
      readonly edits: readonly TextEdit[];
      readonly document: string;
      readonly after: { readonly name: string; readonly graph: Graph; readonly layout: Layout };
      readonly diagnostics: readonly Diagnostic[];
    }
  /** Later commits build on it: those of `versions`, one for each conflict. */
  | {
      readonly ok: false;
      readonly reason: 'conflict';
      readonly conflicts: readonly Conflict[];
      readonly versions: readonly number[];
    }
  | { readonly ok: false; readonly reason: 'invalid'; readonly diagnostics: readonly Diagnostic[] }
  /** The model is already as it would be. */
  | { readonly ok: false; readonly reason: 'reverted' };
