import type { LayoutMutation, SemanticMutation, TextEdit } from '@ameide/graph-model';

/** See `ameide.events.v1.ModelCommitted`. Times are ISO 8601. */
export interface ModelCommitted {
  readonly type: 'ModelCommitted';
  readonly artifactId: string;
  readonly branch: string;
  readonly version: number;
  readonly commitId: string;
  readonly notation: string;
  readonly name: string;
  readonly authorId: string;
  readonly runId: string;
  readonly patchId: string;
  readonly comment: string;
  readonly summary: readonly string[];
  readonly changes: readonly SemanticMutation[];
  readonly documentEdits: readonly TextEdit[];
  readonly committedAt: string;
  /** Of the request that made it, or empty. */
  readonly correlationId: string;
  /** The version whose commit it takes back; 0 when it takes none back. */
  readonly revertedVersion: number;
  /** How many operations the draft had that it saved; 0 when it saved none. */
  readonly draftOperations: number;
}

/** See `ameide.events.v1.LayoutCommitted`. */
export interface LayoutCommitted {
  readonly type: 'LayoutCommitted';
  readonly artifactId: string;
  readonly branch: string;
  readonly semanticVersion: number;
  readonly commitId: string;
  readonly changes: readonly LayoutMutation[];
}
