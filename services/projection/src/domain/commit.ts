import type { LayoutMutation, SemanticMutation } from '@ameide/graph-model';

/** Which branch of which model. */
export interface ModelKey {
  readonly artifactId: string;
  readonly branch: string;
}

/** What is known of a commit beside what it changed. */
export interface CommitFacts {
  /** The version that it made; it follows on the one before. */
  readonly version: number;
  readonly commitId: string;
  readonly authorId: string;
  readonly comment: string;
  readonly committedAt: Date | undefined;
  readonly correlationId: string;
}

/** A commit as its event tells it; its drawing is an event of its own. */
export interface SemanticCommit extends CommitFacts {
  readonly notation: string;
  readonly semantic: readonly SemanticMutation[];
}

/** What one commit did to a model; what watchers are told. */
export interface Delta extends CommitFacts {
  readonly semantic: readonly SemanticMutation[];
  readonly layout: readonly LayoutMutation[];
}
