import type { Operation } from '@ameide/graph-model';

/** See `ameide.events.v1.PatchProposed`. Times are ISO 8601. */
export interface PatchProposed {
  readonly type: 'PatchProposed';
  readonly patchId: string;
  readonly artifactId: string;
  readonly branch: string;
  readonly baseVersion: number;
  readonly operations: readonly Operation[];
  readonly title: string;
  /** The agent, or the person when no agent did; empty for an agent that is not known. */
  readonly proposedBy: string;
  /** The person for whom an agent did; empty when no agent did. */
  readonly onBehalfOf: string;
  readonly runId: string;
  readonly proposedAt: string;
}

/** See `ameide.events.v1.PatchApplied`. */
export interface PatchApplied {
  readonly type: 'PatchApplied';
  readonly patchId: string;
  readonly approvedOperationIds: readonly string[];
  readonly commitId: string;
  readonly version: number;
  readonly approvedBy: string;
  readonly rebased: boolean;
  readonly appliedAt: string;
  /** As the patch was proposed; empty in events of earlier releases. */
  readonly artifactId: string;
  readonly runId: string;
}

/** See `ameide.events.v1.PatchRejected`. */
export interface PatchRejected {
  readonly type: 'PatchRejected';
  readonly patchId: string;
  readonly rejectedBy: string;
  readonly reason: string;
  readonly rejectedAt: string;
}

export type PatchEvent = PatchProposed | PatchApplied | PatchRejected;
