import type { LayoutMutation, SemanticMutation } from '@ameide/graph-model';

/** Which branch of which model. */
export interface ModelKey {
  readonly artifactId: string;
  readonly branch: string;
}

interface CommitFacts {
  /** The version that it made; it follows on the one before. */
  readonly version: number;
  readonly commitId: string;
  readonly authorId: string;
  readonly comment: string;
  readonly committedAt: Date | undefined;
  readonly correlationId: string;
  readonly semantic: readonly SemanticMutation[];
}

/** A commit as its event tells it; its drawing is an event of its own. */
export interface SemanticCommit extends ModelKey, CommitFacts {
  readonly type: 'model_committed';
  readonly tenantId: string;
  readonly notation: string;
}

/** The drawing of a commit; first in the log. */
export interface LayoutCommit extends ModelKey {
  readonly type: 'layout_committed';
  readonly tenantId: string;
  /** Of the model that it belongs to. */
  readonly version: number;
  readonly layout: readonly LayoutMutation[];
}

/** What one commit did to a model; what watchers are told. */
export interface Delta extends CommitFacts {
  readonly layout: readonly LayoutMutation[];
}
