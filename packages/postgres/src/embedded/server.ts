import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { bootstrapRoles, type RolePasswords } from '../roles.ts';
import { sqlState } from '../transaction.ts';
import { chooseAccount } from './account.ts';
import { type Binaries, findBinaries, majorVersion } from './binaries.ts';
import { type Credentials, credentials, dataVersion, initialise, openDirectory, passwordOf } from './data-directory.ts';
import { EmbeddedPostgresError, toldOf } from './errors.ts';
import { stopOrphan } from './orphan.ts';
import { releaseOwnership, takeOwnership, wasAbandoned } from './owner-lock.ts';
import { choosePort } from './port.ts';
import { type Postmaster, startPostmaster } from './postmaster.ts';

export interface EmbeddedPostgresOptions {
  /** Holds the data, the passwords and the log; created when missing. */
  readonly directory: string;
  /** TCP port on 127.0.0.1; a free one unless given. */
  readonly port?: number;
  /** Milliseconds that the start, crash recovery included, may take; 60 s unless told. */
  readonly startTimeout?: number;
  /** What services connect as; created when missing, with passwords that are made once. None unless given. */
  readonly roles?: readonly string[];
  /** Further server settings, such as `{ fsync: 'off' }` for data that may be lost. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly onProgress?: (step: 'initialise' | 'stop_orphan' | 'start' | 'ready') => void;
}

export interface EmbeddedPostgres {
  readonly port: number;
  /** The process id of the server. */
  readonly pid: number;
  /** Superuser, database `ameide`. For migrations only. */
  readonly adminUrl: string;
  /** @param role one of those that the server was started with */
  urlOf(role: string): string;
  /** Resolves when the server has ended, by `stop` or by itself. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Resolves with why, when the server has ended by itself: `disk_full`, else `ended`. */
  readonly failed: Promise<EmbeddedPostgresError>;
  /** Ends all sessions, writes everything to disk and stops. Safe to call again. */
  stop(): Promise<void>;
}

const DATABASE = 'ameide';

/**
 * Starts PostgreSQL 18 on a directory, creating the data on the first call, and waits until it answers. The server is
 * in a session of its own, so Ctrl-C on the terminal does not reach it. When this process ends without stopping it, also
 * by SIGKILL, the server shuts down by itself; the next call on the directory waits for that. Works for root, too.
 * @throws EmbeddedPostgresError
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const directory = resolve(options.directory);
  await openDirectory(directory);
  const abandoned = wasAbandoned(directory);
  try {
    await takeOwnership(directory);
    return await start(directory, abandoned, options);
  } catch (error) {
    await releaseOwnership(directory).catch(() => undefined);
    throw toldOf(directory, error);
  }
}

async function start(
  directory: string,
  abandoned: boolean,
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const binaries = await findBinaries();
  await checkVersion(directory, binaries);
  if (abandoned) options.onProgress?.('stop_orphan');
  await stopOrphan(directory, abandoned);
  const port = await choosePort(options.port);
  const account = await chooseAccount(binaries, directory);
  const passwords = await credentials(directory);
  if ((await dataVersion(directory)) === undefined) {
    options.onProgress?.('initialise');
    await initialise(directory, binaries, account, passwords.admin);
  }
  options.onProgress?.('start');
  const server = await startPostmaster({ directory, port, binaries, account, settings: options.settings ?? {} });
  const { adminUrl, urlOf, adminUrlOf } = urlsOf(port, passwords);
  let stopping = false;
  const failed = server.ended.then(() =>
    stopping
      ? new Promise<never>(() => {})
      : server.failure('ended', `PostgreSQL (process ${server.pid}) has ended by itself; start again`, undefined),
  );
  const stop = once(async () => {
    stopping = true;
    await server.stop();
    await releaseOwnership(directory);
  });
  try {
    const roles = Object.fromEntries((options.roles ?? []).map((role) => [role, passwordOf(passwords, role)]));
    await prepare(server, adminUrlOf('postgres'), roles, options.startTimeout ?? 60_000);
  } catch (error) {
    await stop();
    throw error;
  }
  options.onProgress?.('ready');
  return {
    port,
    pid: server.pid,
    adminUrl,
    urlOf,
    ended: server.ended,
    failed,
    stop,
  };
}

/** Where a server is reached that knows these passwords. */
export function urlsOf(port: number, passwords: Credentials) {
  const url = (user: string, password: string, database: string) =>
    `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
  const adminUrlOf = (database: string) => url('postgres', passwords.admin, database);
  return {
    adminUrl: adminUrlOf(DATABASE),
    adminUrlOf,
    urlOf: (role: string) => url(role, passwordOf(passwords, role), DATABASE),
  };
}

async function checkVersion(directory: string, binaries: Binaries): Promise<void> {
  const made = await dataVersion(directory);
  const have = majorVersion(binaries);
  if (made === undefined || made === have) return;
  const message = `${directory} holds data of PostgreSQL ${made}, but this is PostgreSQL ${have}; export it with the release that made it, or choose another directory`;
  throw new EmbeddedPostgresError('version_mismatch', message);
}

/** Waits until the server answers, then creates what a service expects to find. */
async function prepare(server: Postmaster, url: string, roles: RolePasswords, timeout: number): Promise<void> {
  const deadline = Date.now() + timeout;
  let ended = false;
  void server.ended.then(() => {
    ended = true;
  });
  for (;;) {
    // 0 would be no limit at all.
    const left = Math.max(1, deadline - Date.now());
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: left });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await createDatabase(client);
      await bootstrapRoles(client, roles);
      return;
    } catch (cause) {
      if (ended) throw await server.failure('start_failed', 'PostgreSQL ended while it started', cause);
      if (Date.now() >= deadline) {
        throw await server.failure('start_timeout', `PostgreSQL did not answer within ${timeout} ms`, cause);
      }
      if (!isStarting(cause)) throw await server.failure('start_failed', String(cause), cause);
    } finally {
      await client.end().catch(() => undefined);
    }
    await delay(25);
  }
}

async function createDatabase(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
  if (rowCount === 0) await client.query(`create database ${DATABASE}`);
}

/** Not listening yet, or still recovering from a crash. */
function isStarting(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ECONNREFUSED' || code === 'ECONNRESET' || sqlState(error) === '57P03';
}

function once(fn: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => {
    result ??= fn();
    return result;
  };
}
