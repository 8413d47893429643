import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { stopOrphan } from './embedded/orphan.ts';
import { wasAbandoned } from './embedded/owner-lock.ts';
import { isAlive } from './embedded/processes.ts';
import { startEmbeddedPostgres } from './embedded/server.ts';
import { identifier } from './identifiers.ts';
import { bootstrapRoles } from './roles.ts';

export { assertRowLevelSecurity } from './assert-row-level-security.ts';

export interface TestDatabase {
  /** Superuser. */
  readonly adminUrl: string;
  /** The first of the roles. */
  readonly appUrl: string;
  /** @param role one of those that the database was made with */
  urlOf(role: string): string;
  /** Ends its sessions and removes it. */
  drop(): Promise<void>;
}

const PREFIX = 'ameide-test-';

/** Of the tests of packages, which belong to no service. */
export const TEST_ROLE = 'ameide_test';

/** Of every role, on servers that exist only for tests. */
const PASSWORD = 'only-for-tests';

export interface TestDatabaseOptions {
  readonly name?: string;
  /** What suites connect as; `TEST_ROLE` unless given. */
  readonly roles?: readonly string[];
  /** For suites that other suites on the same server would disturb, or that would disturb them. */
  readonly ownServer?: boolean;
}

/**
 * An empty database, and roles for it. It is on the server of `TEST_DATABASE_URL` (a superuser's URL) or on the one that
 * `pnpm test` offers, else on an embedded server that this process starts on its first call and that ends with it.
 */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const server = await (options.ownServer ? ownServerUrl() : serverUrl());
  const roles = options.roles ?? [TEST_ROLE];
  const name = identifier(`${options.name ?? 'test'}_${randomBytes(6).toString('hex')}`);
  await asAdmin(server, async (admin) => {
    await bootstrapRoles(admin, Object.fromEntries(roles.map((role) => [role, PASSWORD])));
    await admin.query(`create database ${name}`);
  });
  const adminUrl = new URL(server);
  adminUrl.pathname = `/${name}`;
  const urlOf = (role: string) => {
    const url = new URL(adminUrl);
    url.username = role;
    url.password = PASSWORD;
    return url.href;
  };
  return {
    adminUrl: adminUrl.href,
    appUrl: urlOf(roles[0]!),
    urlOf,
    drop: () =>
      asAdmin(server, async (admin) => void (await admin.query(`drop database if exists ${name} with (force)`))),
  };
}

let shared: Promise<string> | undefined;
let own: Promise<string> | undefined;

function serverUrl(): Promise<string> {
  const { TEST_DATABASE_URL: given, TEST_DATABASE_OFFER: offer } = process.env;
  if (given) return Promise.resolve(given);
  if (!offer) return ownServerUrl();
  shared ??= askFor(offer);
  return shared;
}

function ownServerUrl(): Promise<string> {
  own ??= startForThisProcess();
  return own;
}

/** The server that `pnpm test` starts for the first suite that asks; a suite is known by its file. */
async function askFor(offer: string): Promise<string> {
  const url = new URL(offer);
  url.searchParams.set('suite', process.argv[1] ?? '');
  const response = await fetch(url);
  const answer = await response.text();
  if (!response.ok) throw new Error(answer);
  return answer;
}

async function startForThisProcess(): Promise<string> {
  const server = await startTestServer();
  process.once('exit', server.discard);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  return server.adminUrl;
}

export interface TestServer {
  /** Superuser. */
  readonly adminUrl: string;
  /** Ends it and removes its data at once, also while the process exits, which waits for no promises. */
  discard(): void;
}

/** A server for data that is of no use afterwards, so that it need not wait for the disk. */
export async function startTestServer(): Promise<TestServer> {
  await removeLeftovers();
  const directory = await mkdtemp(join(tmpdir(), PREFIX));
  const { adminUrl, pid } = await startEmbeddedPostgres({
    directory,
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' },
  });
  return { adminUrl, discard: () => discard(pid, directory) };
}

function discard(pid: number, directory: string): void {
  try {
    process.kill(pid, 'SIGQUIT');
    const clock = new Int32Array(new SharedArrayBuffer(4));
    for (let round = 0; round < 250 && isAlive(pid); round++) Atomics.wait(clock, 0, 0, 20);
  } catch {
    // It has ended already.
  }
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
}

/** Ends and removes the servers of test processes that were killed. */
async function removeLeftovers(): Promise<void> {
  for (const entry of readdirSync(tmpdir())) {
    const directory = join(tmpdir(), entry);
    if (!entry.startsWith(PREFIX) || !wasAbandoned(directory)) continue;
    await stopOrphan(directory, true).catch(() => undefined);
    rmSync(directory, { recursive: true, force: true });
  }
}

async function asAdmin(url: string, fn: (admin: pg.Client) => Promise<void>): Promise<void> {
  const admin = new pg.Client({ connectionString: url, application_name: 'ameide-tests' });
  await admin.connect();
  try {
    await fn(admin);
  } finally {
    await admin.end();
  }
}
