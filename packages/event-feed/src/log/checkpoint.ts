import { type Cursor, formatCursor, parseCursor } from '@ameide/event-store';
import { identifier, type Transaction } from '@ameide/postgres';
import { CheckpointMoved } from '../consumer.ts';
import type { ConsumerStorage } from '../event-feed.ts';

/** The checkpoint of a subscription, created at `start` on the first call. */
export async function loadCheckpoint(storage: ConsumerStorage, subscription: string, start: Cursor): Promise<Cursor> {
  const table = `${identifier(storage.schema)}.checkpoints`;
  const { transactionId, position } = parseCursor(start);
  const { rows } = await storage.pool.query<CheckpointRow>(
    `with made as (
       insert into ${table} (subscription, transaction_id, position) values ($1, $2, $3)
       on conflict do nothing returning transaction_id, position
     )
     select * from made union all select transaction_id, position from ${table} where subscription = $1`,
    [subscription, String(transactionId), String(position)],
  );
  // Neither part sees a row that another replica has inserted just now.
  if (!rows[0]) return loadCheckpoint(storage, subscription, start);
  return formatCursor(rows[0].transaction_id, rows[0].position);
}

/** The checkpoint of a subscription, if it has one. Unlike `loadCheckpoint` this never waits for who is moving it. */
export async function readCheckpoint(storage: ConsumerStorage, subscription: string): Promise<Cursor | undefined> {
  const table = `${identifier(storage.schema)}.checkpoints`;
  const text = `select transaction_id, position from ${table} where subscription = $1`;
  const { rows } = await storage.pool.query<CheckpointRow>(text, [subscription]);
  return rows[0] && formatCursor(rows[0].transaction_id, rows[0].position);
}

/**
 * Moves the checkpoint in the transaction of what was handled.
 * @throws CheckpointMoved when it is not where this replica left it.
 */
export async function moveCheckpoint(tx: Transaction, schema: string, subscription: string, from: Cursor, to: Cursor) {
  const [before, after] = [parseCursor(from), parseCursor(to)];
  const { rowCount } = await tx.query(
    `update ${schema}.checkpoints set transaction_id = $4, position = $5, updated_at = now()
     where subscription = $1 and transaction_id = $2 and position = $3`,
    [subscription, ...[before, after].flatMap((at) => [String(at.transactionId), String(at.position)])],
  );
  if (rowCount !== 1) throw new CheckpointMoved(subscription);
}

interface CheckpointRow {
  readonly transaction_id: string;
  readonly position: string;
}
