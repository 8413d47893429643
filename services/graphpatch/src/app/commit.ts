import { fingerprint, type IdempotencyRecord, type StreamAppend, streamName } from '@ameide/event-store';
import type { LayoutMutation, SemanticMutation, TextEdit } from '@ameide/graph-model';
import { type Transaction, withTenant } from '@ameide/postgres';
import { eventMetadata } from '@ameide/service-kit/rpc';
import type { ModelCommitted } from '../domain/model/events.ts';
import type { GraphpatchDeps } from './deps.ts';
import type { Caller, CommitRecord } from './ports.ts';
import { type Refused, refuse } from './refusal.ts';

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

export type CommitOutcome =
  | { readonly outcome: 'committed'; readonly commit: CommitRecord }
  | { readonly outcome: 'replayed'; readonly result: unknown }
  | { readonly outcome: 'stale'; readonly actual: number }
  | Refused;

/**
 * Appends one commit: the model's and the layout's events, whatever else belongs to it, the rows, and the answer that a
 * repeat gets; all in one transaction.
 */
export async function commit(
  { pool, store, json, modelRows }: GraphpatchDeps,
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
    stream: streamName('model', tenantId, `${request.artifactId}/${request.branch}`),
    expectedVersion: request.version - 1,
    events: [{ ...json.modelCommitted(event), metadata }],
  };
  const layout: StreamAppend = {
    stream: streamName('layout', tenantId, `${request.artifactId}/${request.branch}`),
    expectedVersion: 'any',
    events: [{ ...json.layoutCommitted(layoutEvent(request)), metadata }],
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
    await modelRows.write(tx, tenantId, event, request.document, request.correlationId);
    await also.write?.(tx);
    return { outcome: 'committed', commit: record };
  });
}

export const correlationIdReused = refuse('correlation_id_reused');

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
