import { join } from 'node:path';
import { migrate, readMigrations } from '@ameide/postgres';
import type pg from 'pg';

export const SCHEMA = 'agent_runtime';

/** Brings the service's schema up to date. `owner` may create schemas. */
export async function migrateAgentRuntime(owner: pg.Pool): Promise<void> {
  const migrations = await readMigrations(join(import.meta.dirname, '../../migrations'));
  await migrate(owner, { schema: SCHEMA, migrations });
}
