import { type Cursor, parseCursor } from '@ameide/event-store';
import { identifier, type Transaction } from '@ameide/postgres';
import type { ConsumerStorage } from './event-feed.ts';

/** The process in which an event was handled ended before the event was. */
export class ProcessEnded extends Error {
  override readonly name = 'ProcessEnded';

  constructor(times: number) {
    super(`the process ended while it handled the event, ${times} times`);
  }
}

/** The attempts of a subscription at events that may end the process. */
export interface Attempts {
  /** Writes down, for good, that the handling of an event begins. Returns how many times it has begun and not ended, with this one. */
  begin(cursor: Cursor): Promise<number>;
  /** It has ended, one way or the other; in the transaction that says how. */
  end(tx: Transaction, cursor: Cursor): Promise<void>;
  /** That transaction has been committed. */
  ended(cursor: Cursor): void;
}

export function createAttempts({ pool, schema }: ConsumerStorage, subscription: string): Attempts {
  const table = `${identifier(schema)}.attempts`;
  /** Begun by this process, which has lived on: that a database was away is no attempt. */
  const begun = new Map<Cursor, number>();
  return {
    async begin(cursor) {
      const known = begun.get(cursor);
      if (known !== undefined) return known;
      const { rows } = await pool.query<{ attempts: number }>(
        `insert into ${table} as a (subscription, transaction_id, position, attempts) values ($1, $2, $3, 1)
         on conflict (subscription, transaction_id, position) do update set attempts = a.attempts + 1, began_at = now()
         returning attempts`,
        keyOf(subscription, cursor),
      );
      const { attempts } = rows[0]!;
      begun.set(cursor, attempts);
      return attempts;
    },
    async end(tx, cursor) {
      const text = `delete from ${table} where subscription = $1 and transaction_id = $2 and position = $3`;
      await tx.query(text, keyOf(subscription, cursor));
    },
    ended: (cursor) => void begun.delete(cursor),
  };
}

function keyOf(subscription: string, cursor: Cursor): string[] {
  const { transactionId, position } = parseCursor(cursor);
  return [subscription, String(transactionId), String(position)];
}
