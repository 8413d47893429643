import { type Cursor, type EventStore, formatCursor, parseCursor } from '@ameide/event-store';
import { identifier } from '@ameide/postgres';

/** Another relay leads now. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';

  constructor(schema: string) {
    super(`another relay publishes the log of ${schema} now`);
  }
}

/** The right to publish a log, for a few seconds at a time. */
export interface RelayLease {
  /** Rises with every relay that takes over. */
  readonly epoch: number;
  /** Everything up to here was published when the lease was taken. */
  readonly start: Cursor;
  /** Records that everything up to a place is published, and renews the lease. @throws LeaseLost */
  advance(to: Cursor): Promise<void>;
  /** Lets another relay take over at once. */
  release(): Promise<void>;
}

/**
 * Takes over from a relay that has not renewed for `leaseMs`, by the clock of the database; undefined while another one leads. A relay that has lost its
 * lease without noticing may still publish what it has in hand. That loses and reorders nothing: every relay publishes without
 * gaps from a place that was published before, so the first copy of each event is in order, and consumers skip the second.
 */
export async function takeLease({ pool, schema }: EventStore, leaseMs: number): Promise<RelayLease | undefined> {
  const table = `${identifier(schema)}.relay_position`;
  const { rows } = await pool.query<{ epoch: string; transaction_id: string; position: string }>(
    `update ${table} set epoch = epoch + 1, leased_until = clock_timestamp() + $1 * interval '1 ms'
     where leased_until < clock_timestamp() returning epoch, transaction_id, position`,
    [leaseMs],
  );
  const row = rows[0];
  if (!row) return undefined;
  const epoch = Number(row.epoch);
  return {
    epoch,
    start: formatCursor(row.transaction_id, row.position),
    async advance(to) {
      const { transactionId, position } = parseCursor(to);
      const { rowCount } = await pool.query(
        // Need not reach the disk: what a crash of the server takes away is published twice.
        `update ${table} set transaction_id = $2, position = $3, leased_until = clock_timestamp() + $4 * interval '1 ms'
         from (select set_config('synchronous_commit', 'off', true)) s where epoch = $1`,
        [epoch, String(transactionId), String(position), leaseMs],
      );
      if (rowCount !== 1) throw new LeaseLost(schema);
    },
    async release() {
      await pool.query(`update ${table} set leased_until = '-infinity' where epoch = $1`, [epoch]);
    },
  };
}
