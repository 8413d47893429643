import { type EventStore, fingerprint, type IdempotencyRecord, type StreamAppend } from '@ameide/event-store';
import type { LayoutMutation, SemanticMutation, TextEdit } from '@ameide/graph-model';
import { type Transaction, withTenant } from '@ameide/postgres';
import { eventMetadata } from '@ameide/service-kit/rpc';
import type { Pool } from 'pg';
import { layoutCommittedToRecord, modelCommittedToRecord } from '../adapters/event-codec.ts';
import { type CommitRow, writeCommit } from '../adapters/model-rows.ts';
import type { ModelCommitted } from '../domain/model/events.ts';
import type { Caller } from './caller.ts';
import { layoutStream, modelStream } from './models.ts';
import { type Refusal, refuse } from './refusal.ts';

export interface CommitRequest {
  readonly commitId: string;
  readonly artifactId: string;
  readonly branch: string;
  /** The version that the commit makes. */
  readonly version: number;
  readonly notation: string;
  readonly name: string;
  readonly runId: string;
  readonly patchId: string;
  readonly comment: string;
  readonly summary: readonly string[];
  readonly semantic: readonly SemanticMutation[];
  readonly layout: readonly LayoutMutation[];
  readonly document: string;
  readonly edits: readonly TextEdit[];
  /** ISO 8601. */
  readonly committedAt: string;
  readonly correlationId: string;
}

export interface CommitDependencies {
  readonly pool: Pool;
  readonly store: EventStore;
}

/** A commit as it is answered; also what a repeat of the request gets back. */
export type CommitRecord = Omit<CommitRow, 'committed_at'> & {
  readonly committed_at: string;
  readonly artifact_id: string;
  readonly branch: string;
};

export type CommitOutcome =
  | { readonly outcome: 'committed'; readonly commit: CommitRecord }
  | { readonly outcome: 'replayed'; readonly result: unknown }
  | { readonly outcome: 'stale'; readonly actual: number }
  | Refusal;

/**
 * Appends one commit: the model's and the layout's events, whatever else belongs to it, the rows, and the answer that a
 * repeat gets; all in one transaction.
 */
export async function commit(
  { pool, store }: CommitDependencies,
  caller: Caller,
  request: CommitRequest,
  also: {
    readonly streams?: readonly StreamAppend[];
    readonly idempotency?: Omit<IdempotencyRecord, 'result'> | undefined;
    /** The answer that a repeat gets. */
    readonly result: (commit: CommitRecord) => unknown;
    readonly write?: (tx: Transaction) => Promise<void>;
  },
): Promise<CommitOutcome> {
  const event: ModelCommitted = {
    type: 'ModelCommitted',
    artifactId: request.artifactId,
    branch: request.branch,
    version: request.version,
    commitId: request.commitId,
    notation: request.notation,
    name: request.name,
    authorId: caller.actorId,
    runId: request.runId,
    patchId: request.patchId,
    comment: request.comment,
    summary: request.summary,
    changes: request.semantic,
    documentEdits: request.edits,
    committedAt: request.committedAt,
  };
  const record = recordOf(event, request.correlationId);
  const metadata = eventMetadata(caller, request.correlationId);
  const { tenantId } = caller;
  const model: StreamAppend = {
    stream: modelStream(tenantId, request.artifactId, request.branch),
    expectedVersion: request.version - 1,
    events: [{ ...modelCommittedToRecord(event), metadata }],
  };
  const layout: StreamAppend = {
    stream: layoutStream(tenantId, request.artifactId, request.branch),
    expectedVersion: 'any',
    events: [{ ...layoutCommittedToRecord(layoutEvent(request)), metadata }],
  };
  // The layout comes first, so that a reader who meets the ModelCommitted knows the whole commit.
  const streams = [...(request.layout.length > 0 ? [layout] : []), model, ...(also.streams ?? [])];
  const idempotency = also.idempotency && { ...also.idempotency, result: also.result(record) };
  return withTenant(pool, tenantId, async (tx): Promise<CommitOutcome> => {
    const appended = await store.append(tenantId, { streams, ...(idempotency && { idempotency }) }, { tx });
    if (appended.outcome === 'replayed') return { outcome: 'replayed', result: appended.result };
    if (appended.outcome === 'refused') {
      if (appended.reason === 'idempotency_key_reused') return correlationIdReused;
      return { outcome: 'stale', actual: appended.actual };
    }
    await writeCommit(tx, tenantId, event, request.document, request.correlationId);
    await also.write?.(tx);
    return { outcome: 'committed', commit: record };
  });
}

export const correlationIdReused = refuse(
  'correlation_id_reused',
  'This correlation id was used for another request. Use a new one for each request.',
);

/** Makes a repeat with the same correlation id safe; undefined when the caller gave none. */
export function idempotencyOf(
  caller: Caller,
  procedure: string,
  correlationId: string,
  payload: unknown,
): Omit<IdempotencyRecord, 'result'> | undefined {
  if (correlationId === '') return undefined;
  return { scope: `${caller.actorId}/${procedure}`, key: correlationId, fingerprint: fingerprint(payload) };
}

function layoutEvent(request: CommitRequest) {
  const { artifactId, branch, version, commitId, layout } = request;
  return { type: 'LayoutCommitted', artifactId, branch, semanticVersion: version, commitId, changes: layout } as const;
}

function recordOf(event: ModelCommitted, correlationId: string): CommitRecord {
  return {
    id: event.commitId,
    artifact_id: event.artifactId,
    branch: event.branch,
    version: event.version,
    author_id: event.authorId,
    run_id: event.runId,
    patch_id: event.patchId,
    comment: event.comment,
    summary: event.summary,
    correlation_id: correlationId,
    committed_at: event.committedAt,
  };
}
