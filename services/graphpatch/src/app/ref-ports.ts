import type { Ref } from '@ameide/graph-model';
import type { Baseline } from '../domain/baselines/state.ts';
import type { Caller } from './ports.ts';

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
