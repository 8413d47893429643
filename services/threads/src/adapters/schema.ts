import { createEventStore, type EventStore, rebuildTables } from '@ameide/event-store';
import type pg from 'pg';
import { declaration } from '../declaration.ts';
import { aggregates } from '../wire/aggregates.ts';
import { upcasters } from '../wire/upcasters.ts';

const SCHEMA = declaration.schema;

/** The log of this service, read in the form that this release knows. */
export function openLog(pool: pg.Pool): EventStore {
  return createEventStore({ pool, schema: SCHEMA, upcasters });
}

/** @throws Error when the database cannot be reached, or its schema is not there */
export async function checkSchema(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ found: boolean }>(`select to_regclass('${SCHEMA}.chats') is not null as found`);
  if (rows[0]?.found) return;
  throw new Error(`The schema ${SCHEMA} is not there. Start with DATABASE_ADMIN_URL.`);
}

/**
 * Empties the read tables of one tenant and fills them again from the log, in one transaction; commands wait for it.
 * @returns how many events were read
 */
export function rebuildReadTables(pool: pg.Pool, tenantId: string): Promise<number> {
  return rebuildTables(openLog(pool), {
    tenantId,
    aggregates: [aggregates.chat, aggregates.artifact],
    tables: ['chats', 'messages', 'artifacts', 'chat_artifacts', 'chat_attachments', 'artifact_events'],
  });
}
