import {
  createEventStore,
  type EventStore,
  parseStreamName,
  type RecordedEvent,
  rebuildTables,
} from '@ameide/event-store';
import type pg from 'pg';
import type { ChatKey, Keyring } from '../app/chat-key.ts';
import { declaration } from '../declaration.ts';
import { aggregates, sealedChats } from '../wire/aggregates.ts';
import { upcasters } from '../wire/upcasters.ts';
import { readChatKeys } from './chat-keys.ts';
import { createKeyring } from './keyring.ts';

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
 * What erased chats said comes back from nowhere: they are gone, as before. @returns how many events were read
 */
export function rebuildReadTables(
  pool: pg.Pool,
  tenantId: string,
  keyring: Keyring = createKeyring([]),
): Promise<number> {
  let keys: ReadonlyMap<string, ChatKey> = new Map();
  return rebuildTables(openLog(pool), {
    tenantId,
    aggregates: [sealedChats((chatId) => keys.get(chatId)), aggregates.artifact],
    prepare: async (events, tx) => {
      keys = await readChatKeys(tx, keyring, tenantId, chatsOf(events));
    },
    tables: ['chats', 'messages', 'artifacts', 'chat_artifacts', 'chat_attachments', 'artifact_events'],
  });
}

function chatsOf(events: readonly RecordedEvent[]): string[] {
  const streams = new Set(events.map(({ stream }) => stream));
  return [...streams]
    .map(parseStreamName)
    .filter(({ aggregate }) => aggregate === 'chat')
    .map(({ id }) => id);
}
