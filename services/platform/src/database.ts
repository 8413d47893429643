import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { bootstrapRoles, createPool } from '@ameide/postgres';
import { startEmbeddedPostgres } from '@ameide/postgres/embedded';
import type { PlatformConfig } from './config.ts';
import { declarations } from './declarations.ts';
import type { Progress } from './progress.ts';

/** A running PostgreSQL, embedded or somebody else's. */
export interface Database {
  /** Of the owner; for migrations only. */
  readonly adminUrl: string;
  /** @param role that of a declaration */
  urlOf(role: string): string;
  /** Resolves with why, when an embedded server has ended by itself; never for somebody else's. */
  readonly failed: Promise<Error>;
  stop(): Promise<void>;
}

/** The database that DATABASE_URL names cannot be used. The message has no password in it. */
export class DatabaseUrlError extends Error {
  override readonly name = 'DatabaseUrlError';

  constructor(url: string, cause: unknown) {
    const { host, pathname } = new URL(url);
    const { message, code } = cause as NodeJS.ErrnoException;
    super(`The database ${host}${pathname} cannot be used: ${message || code}. Check DATABASE_URL.`, { cause });
  }
}

const steps = {
  initialise: 'creating the database (first start only)',
  stop_orphan: 'stopping a database that an earlier run left behind',
  start: 'starting PostgreSQL 18',
  ready: 'PostgreSQL is ready',
} as const;

const roles = declarations.map(({ databaseRole }) => databaseRole);

export async function openDatabase(config: PlatformConfig, progress: Progress): Promise<Database> {
  if (config.databaseUrl) return openGiven(config.databaseUrl);
  const server = await startEmbeddedPostgres({
    directory: join(config.dataDirectory, 'postgres'),
    roles,
    onProgress: (step) => progress(steps[step]),
  });
  return server;
}

async function openGiven(adminUrl: string): Promise<Database> {
  // The same owner always derives the same passwords, so that replicas agree on them and nothing has to be stored.
  const passwordOf = (role: string) => createHash('sha256').update(`${role} ${adminUrl}`).digest('base64url');
  const admin = createPool({ connectionString: adminUrl, applicationName: 'platform-bootstrap', max: 1 });
  try {
    await bootstrapRoles(admin, Object.fromEntries(roles.map((role) => [role, passwordOf(role)])));
  } catch (cause) {
    throw new DatabaseUrlError(adminUrl, cause);
  } finally {
    await admin.end();
  }
  const urlOf = (role: string) => {
    const url = new URL(adminUrl);
    url.username = role;
    url.password = passwordOf(role);
    return url.href;
  };
  return { adminUrl, urlOf, failed: new Promise<never>(() => {}), stop: async () => {} };
}
