import { setTimeout as delay } from 'node:timers/promises';
import { identifier } from '@ameide/postgres';
import type pg from 'pg';

/** What expires in a schema. */
export interface Expiring {
  /** A function of the schema, `(age interval, limit int) returns int`: removes what is older and answers how many. */
  readonly by: string;
  /** How long it is kept. */
  readonly afterMs: number;
}

export interface ExpiryOptions {
  /** Of the role that may call the functions. */
  readonly pool: pg.Pool;
  readonly schema: string;
  readonly expiring: readonly Expiring[];
  /** How often it is looked for, give or take a tenth. The first time comes at random within it. */
  readonly everyMs: number;
  readonly onError: (error: unknown) => void;
}

/** Removes what has expired, while it runs. */
export interface Expiry {
  stop(): Promise<void>;
}

/** Rows that one statement removes at most, so that none holds its locks for long. */
const BATCH = 1_000;

/** Starts to remove what has expired, on a schedule. Replicas may all do it: one at a time does. */
export function startExpiry({ everyMs, onError, ...options }: ExpiryOptions): Expiry {
  return startSchedule({ everyMs, onError, work: (signal) => expire(options, signal) });
}

/** Does some work now and again, the first time at a random moment. Its signal is aborted when it shall stop. */
export function startSchedule({
  everyMs,
  onError,
  work,
}: Pick<ExpiryOptions, 'everyMs' | 'onError'> & { readonly work: (signal: AbortSignal) => Promise<unknown> }): Expiry {
  const controller = new AbortController();
  const { signal } = controller;
  const running = (async () => {
    for (let waitMs = Math.random() * everyMs; ; waitMs = everyMs * (0.9 + 0.2 * Math.random())) {
      await delay(waitMs, undefined, { signal, ref: false });
      await work(signal).catch((error: unknown) => signal.aborted || onError(error));
    }
  })().catch(() => undefined);
  return {
    async stop() {
      controller.abort();
      await running;
    },
  };
}

/** Removes what has expired, once. @returns how many rows of each went; 0 while another replica removes them */
export async function expire(
  { pool, schema, expiring }: Pick<ExpiryOptions, 'pool' | 'schema' | 'expiring'>,
  signal?: AbortSignal,
): Promise<number[]> {
  const removed: number[] = [];
  for (const { by, afterMs } of expiring) {
    const name = `${identifier(schema)}.${identifier(by)}`;
    // One statement: the lock holds for its transaction.
    const text = `select case when pg_try_advisory_xact_lock(hashtextextended($3, 0))
      then ${name}(make_interval(secs => $1), $2) else 0 end as removed`;
    let total = 0;
    for (let last = BATCH; last === BATCH && !signal?.aborted; total += last) {
      const { rows } = await pool.query<{ removed: number }>(text, [afterMs / 1000, BATCH, `expiry ${name}`]);
      last = rows[0]!.removed;
    }
    removed.push(total);
  }
  return removed;
}
