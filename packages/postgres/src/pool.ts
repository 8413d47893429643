import pg from 'pg';

/** How a service reaches its database. Times are milliseconds. */
export interface PoolConfig {
  /** `postgres://user:password@host:port/database`. */
  readonly connectionString: string;
  /** Shown in `pg_stat_activity`; use the service's name. */
  readonly applicationName: string;
  /** Connections at most; 10 unless told. */
  readonly max?: number;
  /** The server cancels a statement that runs longer; 30 s unless told, 0 for no limit. */
  readonly statementTimeout?: number;
  /** The server ends a session that holds a transaction open without working; 60 s unless told. */
  readonly idleInTransactionTimeout?: number;
  /** How long a caller waits for a free connection; 10 s unless told. */
  readonly connectionTimeout?: number;
  /** Told when an idle connection breaks (the pool replaces it by itself). */
  readonly onConnectionError?: (error: Error) => void;
}

/**
 * A pg pool with limits. It connects on first use and does not keep the process alive while idle.
 * Close it with `end()`.
 */
export function createPool(config: PoolConfig): pg.Pool {
  const pool = new pg.Pool({
    connectionString: config.connectionString,
    application_name: config.applicationName,
    max: config.max ?? 10,
    connectionTimeoutMillis: config.connectionTimeout ?? 10_000,
    statement_timeout: config.statementTimeout ?? 30_000,
    idle_in_transaction_session_timeout: config.idleInTransactionTimeout ?? 60_000,
    // A server that vanished without a word would otherwise keep its statements waiting for ever.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    allowExitOnIdle: true,
  });
  // An idle connection that breaks (a restart of the server) must not end the process.
  pool.on('error', (error) => config.onConnectionError?.(error));
  // Nor must one in use: its statement rejects.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
