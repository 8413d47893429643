import {
  type EventMetadata,
  type EventStore,
  type IdempotencyKey,
  type StreamAppend,
  streamName,
} from '@ameide/event-store';
import { inTransaction, type Transaction } from '@ameide/postgres';
import type { Refusal } from '../domain/refusal.ts';
import { eventToWire } from '../wire/events.ts';
import type { Known, Reads, UseCase } from './use-case.ts';

/** Reads what a command is decided on, see `loadKnown`. */
export type LoadKnown = (
  tx: Transaction,
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

/** Loads, decides and appends one command in one transaction. Events and read tables change together or not at all. */
export function createExecute(store: EventStore, loadKnown: LoadKnown) {
  return <Answer>(useCase: UseCase<Answer>, options: ExecuteOptions<Answer>): Promise<Executed<Answer>> => {
    const { tenantId, metadata, idempotency, record, signal } = options;

    const run = async (tx: Transaction): Promise<Executed<Answer>> => {
      const known = await loadKnown(tx, tenantId, useCase.reads);
      const outcome = useCase.decide(known);
      if ('refused' in outcome) {
        // The key may have been used before with an answer, or with another request: that comes first.
        const earlier = idempotency && (await store.findAnswer(tenantId, idempotency, { tx }));
        if (!earlier) return outcome;
        return earlier.outcome === 'replayed' ? { replayed: earlier.result } : { refused: earlier };
      }

      const { changes, answer } = outcome;
      const streams = changes
        .filter(({ events }) => events.length > 0)
        .map(({ aggregate, id, events }): StreamAppend => {
          const expectedVersion = aggregate === 'chat' ? known.chatVersion : 'no_stream';
          const stored = events.map((event) => ({ ...eventToWire(event), metadata }));
          return { stream: streamName(aggregate, tenantId, id), expectedVersion, events: stored };
        });
      if (streams.length === 0) return { answer };
      const result = await store.append(
        tenantId,
        { streams, ...(idempotency && { idempotency: { ...idempotency, result: record(answer) } }) },
        { tx },
      );
      if (result.outcome === 'appended') return { answer };
      if (result.outcome === 'replayed') return { replayed: result.result };
      if (result.reason === 'idempotency_key_reused') return { refused: result };
      throw new Error(`${result.stream} changed under a held chat: ${result.expected} became ${result.actual}`);
    };
    return inTransaction(store.pool, run, { signal });
  };
}

export type Execute = ReturnType<typeof createExecute>;
