import { setTimeout as delay } from 'node:timers/promises';
import { identifier } from '@ameide/postgres';
import { discardDeadLetter, readDeadLetters } from './dead-letters.ts';
import type { ConsumerStorage, SubscriptionOptions } from './event-feed.ts';

/** How long records are kept that nobody needs any more, in days. */
export interface ExpiryPolicy {
  /** Dead letters that nobody has replayed. */
  readonly deadLetterDays: number;
  /** Places of subscriptions that have not run for so long. */
  readonly placeDays: number;
}

const POLICY: ExpiryPolicy = { deadLetterDays: 90, placeDays: 180 };
const INTERVAL_MS = 60 * 60 * 1_000;
const DAY_MS = 24 * INTERVAL_MS;
const PAGE = 500;

/** Marks the places of a subscription as in use, and removes what the policy says: its dead letters, and places of any that is gone. */
export async function expireRecords(
  { pool, schema }: ConsumerStorage,
  subscription: string,
  { deadLetterDays, placeDays }: ExpiryPolicy = POLICY,
): Promise<void> {
  const name = identifier(schema);
  for (const table of ['checkpoints', 'offsets']) {
    await pool.query(`update ${name}.${table} set updated_at = now() where subscription = $1`, [subscription]);
    await pool.query(`delete from ${name}.${table} where updated_at < now() - $1 * interval '1 day'`, [placeDays]);
  }
  await pool.query(`delete from ${name}.attempts where began_at < now() - $1 * interval '1 day'`, [placeDays]);
  const before = Date.now() - deadLetterDays * DAY_MS;
  for (let page = await readPage(); page.length > 0; page = await readPage(page.at(-1))) {
    for (const letter of page) {
      if (letter.recordedAt.getTime() < before) await discardDeadLetter({ pool, schema }, letter);
    }
  }

  function readPage(after?: Awaited<ReturnType<typeof readDeadLetters>>[number]) {
    return readDeadLetters({ pool, schema }, { subscription, limit: PAGE, ...(after && { after }) });
  }
}

/** Does so every hour, until the signal aborts. */
export async function expireHourly(
  { storage, name, onError }: Pick<SubscriptionOptions, 'storage' | 'name'> & { onError?: (error: unknown) => void },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await expireRecords(storage, name).catch((error: unknown) => onError?.(error));
    await delay(INTERVAL_MS, undefined, { signal }).catch(() => undefined);
  }
}
