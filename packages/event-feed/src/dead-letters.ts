import {
  type Cursor,
  dataJson,
  type EventBody,
  parseCursor,
  type RecordedEvent,
  unreadEvent,
} from '@ameide/event-store';
import { identifier, type Transaction, withTenant } from '@ameide/postgres';
import type { ConsumerStorage } from './event-feed.ts';

/** An event that failed every attempt. */
export interface DeadLetter<E extends EventBody = EventBody> {
  readonly subscription: string;
  readonly event: RecordedEvent<E>;
  /** Of the last attempt. */
  readonly error: string;
  readonly attempts: number;
  readonly recordedAt: Date;
  /** When an operator asked for its replay; null when nobody has, or it failed again. */
  readonly replayRequestedAt: Date | null;
}

export interface DeadLetterQuery {
  /** Of one subscription; of all unless told. */
  readonly subscription?: string;
  /** Goes on after this one. */
  readonly after?: Pick<DeadLetter, 'subscription' | 'event'>;
  /** Only those whose replay is asked for. */
  readonly requested?: boolean;
  /** 100 unless told. */
  readonly limit?: number;
}

/** Dead letters over all tenants, by subscription and then the oldest first. */
export async function readDeadLetters<E extends EventBody = EventBody>(
  { pool, schema }: ConsumerStorage,
  { subscription, after, requested = false, limit = 100 }: DeadLetterQuery = {},
): Promise<DeadLetter<E>[]> {
  const { transactionId, position } = parseCursor(after?.event.cursor ?? '0-0');
  const { rows } = await pool.query<DeadLetterRow>(
    `select subscription, event - 'data' as facts, (event -> 'data')::text as data, error, attempts, recorded_at, replay_requested_at
     from ${identifier(schema)}.list_dead_letters($1, $2, $3, $4, $5, $6)`,
    [subscription ?? null, after?.subscription ?? '', String(transactionId), String(position), requested, limit],
  );
  return rows.map((row) => ({
    subscription: row.subscription,
    event: unreadEvent<E>({ ...row.facts, recordedAt: new Date(row.facts.recordedAt) }, row.data),
    error: row.error,
    attempts: row.attempts,
    recordedAt: row.recorded_at,
    replayRequestedAt: row.replay_requested_at,
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
  await tx.query(
    `insert into ${schema}.dead_letters as d (subscription, transaction_id, position, tenant_id, event, error, attempts)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (subscription, transaction_id, position) do update
     set error = excluded.error, attempts = d.attempts + excluded.attempts, replay_requested_at = null`,
    [...keyOf(subscription, event.cursor), event.tenant, eventJson(event), textOf(error), attempts],
  );
}

/** Removes one; false when it is not there any more. Locks it until the end of the transaction. */
export async function removeDeadLetter(tx: Transaction, schema: string, subscription: string, cursor: Cursor) {
  const { rowCount } = await tx.query(
    `delete from ${identifier(schema)}.dead_letters where subscription = $1 and transaction_id = $2 and position = $3`,
    keyOf(subscription, cursor),
  );
  return rowCount === 1;
}

/** Removes one for good. False when it is not there any more. */
export function discardDeadLetter(storage: ConsumerStorage, { subscription, event }: DeadLetter): Promise<boolean> {
  const { pool, schema } = storage;
  return withTenant(pool, event.tenant, (tx) => removeDeadLetter(tx, schema, subscription, event.cursor));
}

/** Asks the running subscription to handle one again. False when it is not there any more. */
export function requestReplay(
  { pool, schema }: ConsumerStorage,
  { subscription, event }: DeadLetter,
): Promise<boolean> {
  return withTenant(pool, event.tenant, async (tx) => {
    const { rowCount } = await tx.query(
      `update ${identifier(schema)}.dead_letters set replay_requested_at = now()
       where subscription = $1 and transaction_id = $2 and position = $3`,
      keyOf(subscription, event.cursor),
    );
    return rowCount === 1;
  });
}

function keyOf(subscription: string, cursor: Cursor): string[] {
  const { transactionId, position } = parseCursor(cursor);
  return [subscription, String(transactionId), String(position)];
}

/** The data as it came; as a text where it is no JSON. */
function eventJson(event: RecordedEvent): string {
  const { id, type, tenant, stream, version, cursor, schemaVersion, metadata, recordedAt } = event;
  const facts = { id, type, tenant, stream, version, cursor, schemaVersion, metadata, recordedAt };
  return `${JSON.stringify(facts).slice(0, -1)},"data":${jsonOf(dataJson(event))}}`;
}

function jsonOf(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    return JSON.stringify(text.replaceAll('\0', ''));
  }
}

function textOf(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return text.replaceAll('\0', '');
}

interface DeadLetterRow {
  readonly subscription: string;
  readonly facts: Omit<RecordedEvent, 'data'>;
  readonly data: string;
  readonly error: string;
  readonly attempts: number;
  readonly recorded_at: Date;
  readonly replay_requested_at: Date | null;
}
