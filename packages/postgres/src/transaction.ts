import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';

/** A connection with an open transaction. */
export type Transaction = pg.ClientBase;

export interface TransactionOptions {
  /** Ends the transaction at once, with its connection; the call rejects with the signal's reason. Not while it commits. */
  readonly signal?: AbortSignal;
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable';
  /** Runs of `fn` at most when the server asks for a retry; 8 unless told. */
  readonly attempts?: number;
}

const SERIALIZATION_FAILURE = '40001';
const DEADLOCK_DETECTED = '40P01';
/** By the statement's time-out, or by an operator. */
const QUERY_CANCELED = '57014';

/** Nothing that could mean something else in a stream's name, a topic's key or a path. */
const TENANT_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/** Whether a text can be a tenant's id: 1 to 63 letters, digits, `.`, `_` or `-`, the first a letter or digit. */
export function isTenantId(text: string): boolean {
  return TENANT_ID.test(text);
}

/** @throws TypeError */
export function assertTenantId(text: string): void {
  if (!isTenantId(text)) throw new TypeError(`${JSON.stringify(text)} is not a tenant id`);
}

/**
 * Runs `fn` in a transaction: commits when it resolves, rolls back when it rejects. Serialization failures and
 * deadlocks run `fn` again from the start, see `retryConflicts`, so `fn` must have no effects outside the transaction.
 * A statement that failed has ended the transaction: the call rejects even if `fn` caught the error. What may fail needs
 * a savepoint, or an `on conflict`.
 */
export function inTransaction<T>(
  pool: pg.Pool,
  fn: (tx: Transaction) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  return retryConflicts(() => runOnce(pool, fn, begin(options), options.signal), options);
}

/** Runs `fn` again when the server asks for it, with jitter and a bounded number of times. */
export async function retryConflicts<T>(
  fn: () => Promise<T>,
  { attempts = 8, signal }: Pick<TransactionOptions, 'attempts' | 'signal'> = {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await fn();
    } catch (error) {
      if (attempt >= attempts || !isConflict(error) || signal?.aborted) throw error;
      await delay(Math.random() * Math.min(250, 5 * 2 ** attempt), undefined, { signal });
    }
  }
}

/**
 * `inTransaction` on behalf of one tenant: row-level security shows and accepts only rows of `tenantId`.
 * @throws TypeError when `tenantId` is none, see `isTenantId`.
 */
export function withTenant<T>(
  pool: pg.Pool,
  tenantId: string,
  fn: (tx: Transaction) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  assertTenantId(tenantId);
  // In one round trip. A tenant id holds nothing that ends a text of SQL.
  const beginAsTenant = `${begin(options)}; select set_config('app.tenant_id', '${tenantId}', true)`;
  return retryConflicts(() => runOnce(pool, fn, beginAsTenant, options.signal), options);
}

/** Whether the server asks to run the whole transaction again (SQLSTATE 40001 or 40P01). */
export function isConflict(error: unknown): boolean {
  const code = sqlState(error);
  return code === SERIALIZATION_FAILURE || code === DEADLOCK_DETECTED;
}

/**
 * Whether the server or the connection to it has failed, rather than the statement: shutting down, out of
 * connections, too slow for the statement's time-out, connection lost. The same call may succeed later.
 */
export function isUnavailable(error: unknown): boolean {
  const code = sqlState(error);
  if (code !== undefined) return /^(08|53|57P)/.test(code) || code === QUERY_CANCELED;
  if (!(error instanceof Error)) return false;
  if ('code' in error && /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)/.test(String(error.code))) return true;
  // pg has no codes for these.
  return /^Connection terminated|^Client has encountered a connection error|timeout exceeded when trying to connect/.test(
    error.message,
  );
}

/** The SQLSTATE of an error that the server reported, else undefined. */
export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('severity' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

function begin({ isolation = 'read committed' }: TransactionOptions): string {
  return `begin isolation level ${isolation}`;
}

async function runOnce<T>(
  pool: pg.Pool,
  fn: (tx: Transaction) => Promise<T>,
  beginning: string,
  signal: AbortSignal | undefined,
): Promise<T> {
  signal?.throwIfAborted();
  const client = await pool.connect();
  const end = () => endSession(pool, client);
  signal?.addEventListener('abort', end, { once: true });
  let broken: Error | boolean | undefined;
  try {
    signal?.throwIfAborted();
    await client.query(beginning);
    const result = await fn(client);
    signal?.throwIfAborted();
    // From here on the transaction is what it will be; an abort would only hide that.
    signal?.removeEventListener('abort', end);
    await commit(client);
    return result;
  } catch (error) {
    signal?.removeEventListener('abort', end);
    broken = signal?.aborted || (await rollback(client));
    throw signal?.aborted ? signal.reason : error;
  } finally {
    client.release(broken);
  }
}

/** The server answers `commit` with ROLLBACK, and without an error, when a statement of the transaction has failed. */
async function commit(client: pg.PoolClient): Promise<void> {
  const { command } = await client.query('commit');
  if (command !== 'COMMIT') {
    throw new Error('The transaction was rolled back: one of its statements failed, and the error was not passed on.');
  }
}

async function rollback(client: pg.PoolClient): Promise<Error | undefined> {
  try {
    await client.query('rollback');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/**
 * Ends a session, whatever it does or is about to do; the server rolls back. A cancellation of its statement could come
 * too early, between two statements, or too late, when somebody else has the connection.
 */
export function endSession(pool: pg.Pool, client: pg.PoolClient): void {
  const { processID } = client as pg.PoolClient & { processID?: number };
  // When no connection is free to carry the request, the statement's own time-out ends it.
  pool.query('select pg_terminate_backend($1)', [processID]).catch(() => undefined);
}
