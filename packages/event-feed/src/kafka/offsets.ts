import { type Cursor, formatCursor, parseCursor } from '@ameide/event-store';
import { identifier, type Transaction } from '@ameide/postgres';
import { CheckpointMoved } from '../consumer.ts';
import type { ConsumerStorage } from '../event-feed.ts';

/** How far a subscription has come in a partition. */
export interface PartitionPlace {
  /** The next record to handle. */
  readonly offset: bigint;
  /** In the source log, of the newest event that was handled: events that are not after it are copies of handled ones. */
  readonly cursor: Cursor;
}

/** Which partition of which subscription. */
export interface PartitionKey {
  readonly subscription: string;
  readonly topic: string;
  readonly partition: number;
}

/** The place in a partition, at its beginning and `startAfter` on the first call. */
export async function loadPlace(
  storage: ConsumerStorage,
  key: PartitionKey,
  startAfter: Cursor,
): Promise<PartitionPlace> {
  const { transactionId, position } = parseCursor(startAfter);
  await storage.pool.query(
    `insert into ${identifier(storage.schema)}.offsets (subscription, topic, partition, next_offset, transaction_id, position)
     values ($1, $2, $3, 0, $4, $5) on conflict do nothing`,
    [key.subscription, key.topic, key.partition, String(transactionId), String(position)],
  );
  const { rows } = await storage.pool.query<{ next_offset: string; transaction_id: string; position: string }>(
    `select next_offset, transaction_id, position from ${identifier(storage.schema)}.offsets
     where subscription = $1 and topic = $2 and partition = $3`,
    [key.subscription, key.topic, key.partition],
  );
  const row = rows[0]!;
  return { offset: BigInt(row.next_offset), cursor: formatCursor(row.transaction_id, row.position) };
}

/** The next offset of every partition that was ever read. */
export async function readOffsets(
  { pool, schema }: ConsumerStorage,
  subscription: string,
  topic: string,
): Promise<Map<number, bigint>> {
  const { rows } = await pool.query<{ partition: number; next_offset: string }>(
    `select partition, next_offset from ${identifier(schema)}.offsets where subscription = $1 and topic = $2`,
    [subscription, topic],
  );
  return new Map(rows.map(({ partition, next_offset }) => [partition, BigInt(next_offset)]));
}

/** Moves the place in the transaction of what was handled. @throws CheckpointMoved when it is not where this replica left it */
export async function movePlace(
  tx: Transaction,
  schema: string,
  { subscription, topic, partition }: PartitionKey,
  from: PartitionPlace,
  to: PartitionPlace,
): Promise<void> {
  const { transactionId, position } = parseCursor(to.cursor);
  const { rowCount } = await tx.query(
    `update ${schema}.offsets set next_offset = $5, transaction_id = $6, position = $7, updated_at = now()
     where subscription = $1 and topic = $2 and partition = $3 and next_offset = $4`,
    [subscription, topic, partition, String(from.offset), String(to.offset), String(transactionId), String(position)],
  );
  if (rowCount !== 1) throw new CheckpointMoved(subscription);
}
