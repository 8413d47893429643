import { join, resolve } from 'node:path';
import type { ConsumerStorage } from '@ameide/event-feed';
import { createPool } from '@ameide/postgres';
import { reachEmbeddedPostgres } from '@ameide/postgres/embedded';

/** Which database: one of DATABASE_URL, or that of a data folder. */
export interface Place {
  readonly data?: string | undefined;
  readonly schema?: string | undefined;
}

export interface FeedDatabase {
  readonly storage: ConsumerStorage;
  close(): Promise<void>;
}

/** What is missing to find the database, in a sentence. */
export function databaseFault({ data, schema }: Place, { DATABASE_URL: url }: NodeJS.ProcessEnv): string | undefined {
  if (data !== undefined) return undefined;
  if (!url) return 'Say --data, or set DATABASE_URL to the database of the service that subscribes.';
  if (!(schema ?? schemaOf(url))) return 'Say --schema: DATABASE_URL has no role that is named for one.';
  return undefined;
}

/** @throws Error, or EmbeddedPostgresError, that says what to do */
export async function openFeedDatabase({ data, schema }: Place, env: NodeJS.ProcessEnv): Promise<FeedDatabase> {
  if (data === undefined) return open(env.DATABASE_URL!, (schema ?? schemaOf(env.DATABASE_URL))!, async () => {});
  const directory = join(resolve(env.INIT_CWD ?? process.cwd(), data), 'postgres');
  const server = await reachEmbeddedPostgres({ directory });
  try {
    const found = schema ?? (await schemaIn(server.adminUrl));
    return open(server.urlOf(`ameide_${found}`), found, server.release);
  } catch (error) {
    await server.release();
    throw error;
  }
}

function open(connectionString: string, schema: string, release: () => Promise<void>): FeedDatabase {
  const pool = createPool({ connectionString, applicationName: 'feed', max: 2 });
  const close = async () => {
    await pool.end();
    await release();
  };
  return { storage: { pool, schema }, close };
}

/** The one schema that has dead letters. */
async function schemaIn(adminUrl: string): Promise<string> {
  const admin = createPool({ connectionString: adminUrl, applicationName: 'feed', max: 1 });
  const query = "select schemaname as name from pg_tables where tablename = 'dead_letters' order by 1";
  const { rows } = await admin.query<{ name: string }>(query).finally(() => admin.end());
  const [only, ...others] = rows.map(({ name }) => name);
  if (only === undefined) throw new Error('No service of this database follows events.');
  if (others.length > 0) throw new Error(`Say --schema: ${[only, ...others].join(', ')}.`);
  return only;
}

function schemaOf(databaseUrl = ''): string | undefined {
  return /^postgres(?:ql)?:\/\/ameide_([a-z0-9_]+)[:@]/.exec(databaseUrl)?.[1];
}
