import type { Reader, Transaction } from '@ameide/postgres';
import type { MessageFormat } from '@ameide/service-kit/rpc';
import type { ModelKey } from '../domain/commit.ts';
import type { EnvelopeRequest, EnvelopeResult } from '../domain/envelope/build.ts';

/** One version of a model as it is stored. `graph` and `layout` are JSON, which only `ModelWork` reads. */
export interface StoredModel {
  readonly version: number;
  readonly notation: string;
  readonly graph: string;
  readonly layout: string;
}

/** What a commit changed, as it is stored. */
export interface StoredDelta {
  /** The version that it made. */
  readonly version: number;
  /** JSON of the contract's ProjectionDelta. */
  readonly json: string;
}

/** What is known of a model's versions. */
export interface KnownVersion {
  /** The newest that can be read; 0 for a model that is not there. */
  readonly version: number;
  /** Whether newer ones are known that the model could not follow: it is being rebuilt. */
  readonly isRebuilding: boolean;
}

/** The read model of one tenant: whose, the transaction says. Nothing is parsed. */
export interface ModelRows {
  readVersion(db: Reader, key: ModelKey): Promise<KnownVersion>;
  readModel(tx: Transaction, key: ModelKey): Promise<StoredModel | null>;
  /** What the model takes in the database, compressed as it is there; 0 for one that is not there. */
  readStoredBytes(tx: Transaction, key: ModelKey): Promise<number>;
  /** False, and nothing is written, where the model has that version already. */
  writeModel(tx: Transaction, tenantId: string, key: ModelKey, model: StoredModel): Promise<boolean>;
  /** The deltas of versions after one and up to another, in order; so many as are not too large together, at least one. */
  readDeltas(tx: Transaction, key: ModelKey, after: number, upTo: number): Promise<StoredDelta[]>;
  /** The same, the newest first. */
  readDeltasBack(tx: Transaction, key: ModelKey, after: number, upTo: number): Promise<StoredDelta[]>;
  /** Adds the delta of a commit, and removes those that are `kept` commits old. */
  writeDelta(tx: Transaction, tenantId: string, key: ModelKey, delta: StoredDelta, kept: number): Promise<void>;
  /** Keeps a drawing, the JSON of LayoutCommitted, until the commit that it belongs to is projected. */
  writePendingLayout(tx: Transaction, tenantId: string, key: ModelKey, json: string): Promise<void>;
  takePendingLayout(tx: Transaction, key: ModelKey, version: number): Promise<string | null>;
  /** Says that the model is to be rebuilt up to a version at least. */
  requestRebuild(tx: Transaction, tenantId: string, key: ModelKey, version: number): Promise<void>;
  /** The model is another one from now on, with this version: nothing leads back to those before. False as of `writeModel`. */
  replaceModel(tx: Transaction, tenantId: string, key: ModelKey, model: StoredModel): Promise<boolean>;
}

/** Where models come from. */
export interface ModelSource {
  /** The newest version of a model: an encoded GetModelResponse of the service that owns it. */
  read(tenantId: string, key: ModelKey, signal: AbortSignal): Promise<Uint8Array>;
  /** The version that the name of a baseline stands for; null when the model has no such baseline, or is not there. */
  baselineVersion(tenantId: string, key: ModelKey, baseline: string, signal: AbortSignal): Promise<number | null>;
}

/** A commit to be projected. */
export interface CommitToProject {
  readonly version: number;
  readonly correlationId: string;
  /** JSON of ModelCommitted. */
  readonly committed: string;
  /** JSON of its LayoutCommitted. */
  readonly layout: string | null;
  /** The model before; null for none. */
  readonly model: StoredModel | null;
}

/** A version of a model with what is needed to analyse it. */
export interface ModelToAnalyse {
  readonly model: StoredModel;
  /** JSON of the deltas whose elements count as recently changed. */
  readonly recent: readonly string[];
}

/** What an envelope is asked for. */
export interface EnvelopeToBuild {
  /** Whose; and of which version, as `artifacts/<id>/<branch>@<version>`. */
  readonly tenantId: string;
  readonly ref: string;
  readonly request: Omit<EnvelopeRequest, 'notation'>;
}

/** An encoded GetProjectionResponse, or why there is none. */
export type EncodedEnvelope = { readonly answer: Uint8Array } | Extract<EnvelopeResult, { readonly ok: false }>;

/**
 * Everything that costs as much as a model is large: in threads, so that nobody else waits for it.
 * @throws WorkRefused what `@ameide/worker-pool` refuses
 */
export interface ModelWork {
  /** The model after a commit, and the commit's delta. Throws when the commit does not fit the model. */
  commit(commit: CommitToProject): Promise<{ readonly model: StoredModel; readonly delta: StoredDelta }>;
  /** The model before its last commits. @param deltas theirs, the last one first */
  goBack(tenantId: string, model: StoredModel, deltas: readonly StoredDelta[]): Promise<StoredModel>;
  /** @param load asked for what is not at hand in the thread any more */
  envelope(build: EnvelopeToBuild, load: () => Promise<ModelToAnalyse>): Promise<EncodedEnvelope>;
  /** What a source has read. */
  read(tenantId: string, model: Uint8Array): Promise<StoredModel>;
  /** A WatchProjectionResponse. */
  snapshot(tenantId: string, model: StoredModel, format: MessageFormat): Promise<Uint8Array>;
  /** A WatchProjectionResponse. */
  delta(tenantId: string, delta: StoredDelta, format: MessageFormat): Promise<Uint8Array>;
}

/** How far the read model is. */
export interface Freshness {
  /** Resolves when everything that is committed by now has been projected; rejects when the signal aborts. */
  caughtUp(signal: AbortSignal): Promise<void>;
  /** How far it is behind, and what holds it back, in words for people. */
  lag(): Promise<{ readonly seconds: number; readonly heldBy: string | undefined }>;
}
