import { eventStoreMigrations } from '@ameide/event-store';
import { migrate, readMigrations } from '@ameide/postgres';
import type pg from 'pg';

/** Where the log and the read tables of this service are. */
export const SCHEMA = 'threads';

/**
 * Brings the schema up to date. @param admin connects as its owner. @returns the names of the applied migrations
 * @throws MigrationError
 */
export async function migrateThreads(admin: pg.Pool): Promise<string[]> {
  const own = await readMigrations(new URL('../../migrations/', import.meta.url));
  return migrate(admin, { schema: SCHEMA, migrations: [...eventStoreMigrations(SCHEMA), ...own] });
}

/** @throws Error when the database cannot be reached, or `migrateThreads` was not run on it */
export async function checkSchema(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ found: boolean }>(`select to_regclass('${SCHEMA}.chats') is not null as found`);
  if (rows[0]?.found) return;
  throw new Error(`The schema ${SCHEMA} is not there. Run migrateThreads, or start with DATABASE_ADMIN_URL.`);
}

/**
 * Empties the read tables of one tenant and fills them again from the log, in one transaction; commands wait for it.
 * @returns how many events were read
 */
export async function rebuildReadTables(pool: pg.Pool, tenantId: string): Promise<number> {
  const text = `select ${SCHEMA}.rebuild_read_tables($1) as events`;
  const { rows } = await pool.query<{ events: string }>(text, [tenantId]);
  return Number(rows[0]?.events);
}
