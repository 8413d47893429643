import type { AnnouncementListener } from '@ameide/event-feed';
import type { Ref } from '@ameide/graph-model';
import type { PatchProposed } from '../domain/patch/events.ts';

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
  /** Those of this person, or of an agent for the person, that somebody else has decided. */
  readonly decidedFor?: string;
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
  /** A text that changes with the newest patches that wait for a person, or were decided for them. */
  concerning(tenantId: string, person: string): Promise<string>;
}

/** Wakes those who wait for patches of a tenant; hints only. */
export interface PatchBell {
  listen(tenantId: string): AnnouncementListener;
  /** Nobody hears anything any more. */
  stop(): void;
}
