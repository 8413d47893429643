import { identifier, type Transaction } from '@ameide/postgres';
import type pg from 'pg';
import { type Cursor, parseCursor } from './cursor.ts';
import type { EventBody, RecordedEvent } from './events.ts';

/** Where a consumer keeps its checkpoints and dead letters: a schema with `consumerMigrations`, and its pool. */
export interface ConsumerStorage {
  readonly pool: pg.Pool;
  readonly schema: string;
}

export interface DeadLetter<E extends EventBody = EventBody> {
  readonly event: RecordedEvent<E>;
  /** Of the last attempt. */
  readonly error: string;
  readonly attempts: number;
  readonly recordedAt: Date;
}

/** The oldest dead letters of a subscription, over all tenants. */
export async function readDeadLetters<E extends EventBody = EventBody>(
  { pool, schema }: ConsumerStorage,
  subscription: string,
  limit = 100,
): Promise<DeadLetter<E>[]> {
  const { rows } = await pool.query<DeadLetterRow<E>>(
    `select event, error, attempts, recorded_at from ${identifier(schema)}.read_dead_letters($1, $2)`,
    [subscription, limit],
  );
  return rows.map(({ event, error, attempts, recorded_at }) => ({
    event: { ...event, recordedAt: new Date(event.recordedAt) },
    error,
    attempts,
    recordedAt: recorded_at,
  }));
}

export async function writeDeadLetter(
  tx: Transaction,
  schema: string,
  subscription: string,
  event: RecordedEvent,
  error: unknown,
  attempts: number,
): Promise<void> {
  const { transactionId, position } = parseCursor(event.cursor);
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  await tx.query(
    `insert into ${schema}.dead_letters (subscription, transaction_id, position, tenant_id, event, error, attempts)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    [
      subscription,
      String(transactionId),
      String(position),
      event.tenant,
      JSON.stringify(event),
      text.replaceAll('\0', ''),
      attempts,
    ],
  );
}

/** Removes one; false when it is not there any more. Locks it until the end of the transaction. */
export async function removeDeadLetter(tx: Transaction, schema: string, subscription: string, cursor: Cursor) {
  const { transactionId, position } = parseCursor(cursor);
  const { rowCount } = await tx.query(
    `delete from ${schema}.dead_letters where subscription = $1 and transaction_id = $2 and position = $3`,
    [subscription, String(transactionId), String(position)],
  );
  return rowCount === 1;
}

interface DeadLetterRow<E extends EventBody> {
  readonly event: RecordedEvent<E>;
  readonly error: string;
  readonly attempts: number;
  readonly recorded_at: Date;
}
