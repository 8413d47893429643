import type { LayoutMutation } from '@ameide/graph-model';
import type { Reader, Transaction } from '@ameide/postgres';
import type { Delta, ModelKey } from '../domain/commit.ts';
import type { CountTokens } from '../domain/envelope/build.ts';
import type { ProjectedModel } from '../domain/model.ts';

/** The read model of one tenant: whose, the transaction says. */
export interface ModelRows {
  /** The newest version; 0 for a model that is not there. */
  readVersion(db: Reader, key: ModelKey): Promise<number>;
  readModel(tx: Transaction, key: ModelKey): Promise<ProjectedModel | null>;
  writeModel(tx: Transaction, tenantId: string, key: ModelKey, model: ProjectedModel): Promise<void>;
  /** The deltas after a version, in order. */
  readDeltas(tx: Transaction, key: ModelKey, after: number, limit: number): Promise<Delta[]>;
  /** Adds the delta of a commit, and removes those that are `kept` commits old. */
  writeDelta(tx: Transaction, tenantId: string, key: ModelKey, delta: Delta, kept: number): Promise<void>;
  /** Keeps a drawing until the commit that it belongs to is projected. */
  writePendingLayout(
    tx: Transaction,
    tenantId: string,
    key: ModelKey,
    version: number,
    layout: readonly LayoutMutation[],
  ): Promise<void>;
  takePendingLayout(tx: Transaction, key: ModelKey, version: number): Promise<readonly LayoutMutation[]>;
}

/** How far the read model is. */
export interface Freshness {
  /** Resolves when everything that is committed by now has been projected; rejects when the signal aborts. */
  caughtUp(signal: AbortSignal): Promise<void>;
  /** How far it is behind, and what holds it back, in words for people. */
  lag(): Promise<{ readonly seconds: number; readonly heldBy: string | undefined }>;
}

export type LoadTokenCounter = () => Promise<CountTokens>;
