import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { bootstrapRoles, createPool } from '@ameide/postgres';
import { startEmbeddedPostgres } from '@ameide/postgres/embedded';
import type { PlatformConfig } from './config.ts';
import type { Progress } from './progress.ts';

/** A running PostgreSQL, embedded or somebody else's. */
export interface Database {
  /** Of the owner; for migrations only. */
  readonly adminUrl: string;
  /** Of the role `ameide_app`. */
  readonly appUrl: string;
  /** Resolves when an embedded server has ended by itself; never for somebody else's. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

const steps = {
  initialise: 'creating the database (first start only)',
  stop_orphan: 'stopping a database that an earlier run left behind',
  start: 'starting PostgreSQL 18',
  ready: 'PostgreSQL is ready',
} as const;

export async function openDatabase(config: PlatformConfig, progress: Progress): Promise<Database> {
  if (config.databaseUrl) return openGiven(config.databaseUrl, config.databaseAppUrl);
  const server = await startEmbeddedPostgres({
    directory: join(config.dataDirectory, 'postgres'),
    onProgress: (step) => progress(steps[step]),
  });
  let stopping = false;
  const ended = server.ended.then(() => (stopping ? new Promise<never>(() => {}) : undefined));
  return {
    adminUrl: server.adminUrl,
    appUrl: server.appUrl,
    ended,
    stop: async () => {
      stopping = true;
      await server.stop();
    },
  };
}

async function openGiven(adminUrl: string, givenAppUrl: string | undefined): Promise<Database> {
  const never = new Promise<never>(() => {});
  const stop = async () => {};
  if (givenAppUrl) return { adminUrl, appUrl: givenAppUrl, ended: never, stop };
  // The same owner always derives the same password, so that replicas agree on it and nothing has to be stored.
  const password = createHash('sha256').update(`ameide_app ${adminUrl}`).digest('base64url');
  const admin = createPool({ connectionString: adminUrl, applicationName: 'platform-bootstrap', max: 1 });
  try {
    await bootstrapRoles(admin, password);
  } finally {
    await admin.end();
  }
  const appUrl = new URL(adminUrl);
  appUrl.username = 'ameide_app';
  appUrl.password = password;
  return { adminUrl, appUrl: appUrl.href, ended: never, stop };
}
