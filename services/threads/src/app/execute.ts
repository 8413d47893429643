import {
  type EventMetadata,
  type EventStore,
  type IdempotencyKey,
  type StreamAppend,
  streamName,
} from '@ameide/event-store';
import { inTransaction, type Transaction } from '@ameide/postgres';
import type pg from 'pg';
import type { Refusal } from '../domain/refusal.ts';
import { eventToWire } from '../wire/events.ts';
import type { Known, Reads, UseCase } from './use-case.ts';

/** Reads what a command is decided on, see `loadKnown`. */
export type LoadKnown = (
  db: pg.Pool | Transaction,
  tenantId: string,
  reads: Reads,
) => Promise<Known & { readonly chatVersion: number }>;

export interface ExecuteOptions<Answer> {
  readonly tenantId: string;
  /** Of every event. */
  readonly metadata: EventMetadata;
  /** Makes a repeat safe: it gets what `record` has made of the first answer. */
  readonly idempotency: IdempotencyKey | undefined;
  /** The answer as JSON, to be kept. */
  readonly record: (answer: Answer) => unknown;
  readonly signal: AbortSignal;
}

/** How a command ended. `replayed` is what `record` made of the answer to the first call with the same key. */
export type Executed<Answer> =
  | { readonly answer: Answer }
  | { readonly replayed: unknown }
  | { readonly refused: Refusal | { readonly reason: 'idempotency_key_reused' } };

/**
 * Loads, decides and appends. The append is one transaction, in which the read tables change too.
 *
 * What was loaded still holds then: a chat that has changed since refuses the append, and artifacts never change. The
 * first attempt takes two round trips. When somebody else was faster, the next ones share a transaction; an append
 * holds its streams until that ends, also when it is refused, so the second one there is the last.
 */
export function createExecute(store: EventStore, loadKnown: LoadKnown) {
  return async <Answer>(useCase: UseCase<Answer>, options: ExecuteOptions<Answer>): Promise<Executed<Answer>> => {
    const { signal } = options;
    const first = await attempt(useCase, options);
    if (first !== 'raced') return first;
    const insist = async (tx: Transaction) => {
      for (;;) {
        const next = await attempt(useCase, options, tx);
        if (next !== 'raced') return next;
      }
    };
    return inTransaction(store.pool, insist, { signal });
  };

  async function attempt<Answer>(
    useCase: UseCase<Answer>,
    { tenantId, metadata, idempotency, record, signal }: ExecuteOptions<Answer>,
    tx?: Transaction,
  ): Promise<Executed<Answer> | 'raced'> {
    signal.throwIfAborted();
    const inTx = tx && { tx };
    const known = await loadKnown(tx ?? store.pool, tenantId, useCase.reads);
    const outcome = useCase.decide(known);
    if ('refused' in outcome) {
      // The key may have been used before, for this request or another one: that comes first.
      const earlier = idempotency && (await store.findAnswer(tenantId, idempotency, inTx));
      if (!earlier) return outcome;
      return earlier.outcome === 'replayed' ? { replayed: earlier.result } : { refused: earlier };
    }

    const { answer } = outcome;
    const streams = outcome.changes
      .filter(({ events }) => events.length > 0)
      .map(({ aggregate, id, events }): StreamAppend => {
        const expectedVersion = aggregate === 'chat' ? known.chatVersion : 'no_stream';
        const stored = events.map((event) => ({ ...eventToWire(event), metadata }));
        return { stream: streamName(aggregate, tenantId, id), expectedVersion, events: stored };
      });
    if (streams.length === 0) return { answer };
    signal.throwIfAborted();
    const kept = idempotency && { idempotency: { ...idempotency, result: record(answer) } };
    const result = await store.append(tenantId, { streams, ...kept }, inTx);
    if (result.outcome === 'appended') return { answer };
    if (result.outcome === 'replayed') return { replayed: result.result };
    return result.reason === 'idempotency_key_reused' ? { refused: result } : 'raced';
  }
}

export type Execute = ReturnType<typeof createExecute>;
