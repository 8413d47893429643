import pg from 'pg';
import { assertTenantId, endSession, retryConflicts, sqlState, type TransactionOptions } from './transaction.ts';

/** Runs statements one by one. A `Transaction` is one, too. */
export interface Reader {
  query<Row extends pg.QueryResultRow>(statement: pg.QueryConfig): Promise<pg.QueryResult<Row>>;
}

/** What a query of pg is made of inside, as far as one is changed here. */
interface QueryInternals {
  prepare(connection: Connection): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: unknown): void;
}

interface Connection {
  bind(portal: { portal: string; statement: string; values: readonly string[] }): void;
  execute(portal: { portal: string; rows: number }): void;
}

const ASSUME_TENANT = {
  name: 'ameide.assume_tenant',
  text: "select from set_config('app.tenant_id', $1, true)",
};

const PgQuery = pg.Query as unknown as new (statement: pg.QueryConfig) => QueryInternals;

/** Connections on which ASSUME_TENANT is prepared. */
const prepared = new WeakSet<pg.PoolClient>();

/**
 * Reads as one tenant: row-level security shows only rows of `tenantId`. Each statement is a transaction of its own and
 * takes one round trip; use `withTenant` where several belong together, or something is written.
 * @throws TypeError when `tenantId` is none, see `isTenantId`.
 */
export function readAsTenant(
  pool: pg.Pool,
  tenantId: string,
  options: Pick<TransactionOptions, 'signal' | 'attempts'> = {},
): Reader {
  assertTenantId(tenantId);
  return {
    query: (statement) => retryConflicts(() => runOnce(pool, tenantId, statement, options.signal), options),
  };
}

async function runOnce<Row extends pg.QueryResultRow>(
  pool: pg.Pool,
  tenantId: string,
  statement: pg.QueryConfig,
  signal: AbortSignal | undefined,
): Promise<pg.QueryResult<Row>> {
  signal?.throwIfAborted();
  const client = await pool.connect();
  const end = () => endSession(pool, client);
  signal?.addEventListener('abort', end, { once: true });
  let broken = false;
  try {
    signal?.throwIfAborted();
    if (!prepared.has(client)) {
      await client.query({ ...ASSUME_TENANT, values: [tenantId] });
      prepared.add(client);
    }
    const result = await submit<Row>(client, new TenantQuery(statement, tenantId));
    signal?.throwIfAborted();
    return result;
  } catch (error) {
    broken = signal?.aborted === true || sqlState(error) === undefined;
    throw signal?.aborted ? signal.reason : error;
  } finally {
    signal?.removeEventListener('abort', end);
    client.release(broken);
  }
}

function submit<Row extends pg.QueryResultRow>(
  client: pg.PoolClient,
  query: TenantQuery,
): Promise<pg.QueryResult<Row>> {
  const { promise, resolve, reject } = Promise.withResolvers<pg.QueryResult<Row>>();
  const done = (error: Error | null, result: pg.QueryResult<Row>) => (error ? reject(error) : resolve(result));
  (client.query as unknown as (submittable: TenantQuery, callback: typeof done) => void)(query, done);
  return promise;
}

/**
 * Sends ASSUME_TENANT before the statement and one Sync after both, so that the server takes the two for one transaction
 * and answers once.
 */
class TenantQuery extends PgQuery {
  readonly #tenantId: string;
  #assumed = false;

  constructor(statement: pg.QueryConfig, tenantId: string) {
    super({ ...statement, values: statement.values ?? [] });
    this.#tenantId = tenantId;
  }

  /** pg asks for it; without, a statement that has neither name nor values would not be prepared. */
  requiresPreparation(): boolean {
    return true;
  }

  override prepare(connection: Connection): void {
    connection.bind({ portal: '', statement: ASSUME_TENANT.name, values: [this.#tenantId] });
    connection.execute({ portal: '', rows: 0 });
    super.prepare(connection);
  }

  override handleDataRow(message: unknown): void {
    if (this.#assumed) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, connection: unknown): void {
    if (this.#assumed) super.handleCommandComplete(message, connection);
    this.#assumed = true;
  }
}
