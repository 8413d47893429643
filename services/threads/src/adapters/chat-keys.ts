import { fieldsOf } from '@ameide/event-store';
import { type Reader, withTenant } from '@ameide/postgres';
import type pg from 'pg';
import type { ChatKey, Keyring, StoredKey } from '../app/chat-key.ts';

type KeyOfChat = StoredKey & { readonly chatId: string };

/** The keys of chats of a tenant, those that there are. */
export async function readChatKeys(
  db: Reader,
  keyring: Keyring,
  tenantId: string,
  chatIds: readonly string[],
): Promise<Map<string, ChatKey>> {
  if (chatIds.length === 0) return new Map();
  const { rows } = await db.query({
    name: 'threads.chat_keys',
    text: 'select chat_id, wrapped_by, key from threads.chat_keys where chat_id = any ($1)',
    values: [chatIds],
  });
  const stored = rows.map(fieldsOf<KeyOfChat>);
  return new Map(stored.map((key) => [key.chatId, keyring.open(tenantId, key.chatId, key)]));
}

const BATCH = 100;

/** Wraps what the newest key-encryption key does not wrap yet, of all tenants. @returns how many keys */
export async function wrapKeysAgain(pool: pg.Pool, keyring: Keyring, signal?: AbortSignal): Promise<number> {
  if (keyring.wrappedBy === '') return 0;
  let wrapped = 0;
  for (let found = BATCH; found === BATCH; ) {
    const { rows } = await pool.query('select * from threads.keys_not_wrapped_by($1, $2)', [keyring.wrappedBy, BATCH]);
    found = rows.length;
    for (const { tenantId, chatId } of rows.map(fieldsOf<{ readonly tenantId: string; readonly chatId: string }>)) {
      signal?.throwIfAborted();
      await withTenant(pool, tenantId, async (tx) => {
        const { rows: locked } = await tx.query(
          'select chat_id, wrapped_by, key from threads.chat_keys where chat_id = $1 for update',
          [chatId],
        );
        if (locked[0] === undefined) return;
        const again = keyring.wrapAgain(tenantId, chatId, fieldsOf<KeyOfChat>(locked[0]));
        await tx.query('update threads.chat_keys set wrapped_by = $2, key = $3 where chat_id = $1', [
          chatId,
          again.wrappedBy,
          again.key,
        ]);
      });
      wrapped += 1;
    }
  }
  return wrapped;
}
