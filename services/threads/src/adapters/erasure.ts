import { fieldsOf } from '@ameide/event-store';
import type pg from 'pg';
import type { ChatRetention } from '../app/chat-retention.ts';
import type { Erasure } from '../app/erase-chats.ts';

export function createErasure(pool: pg.Pool, { days, daysOf }: ChatRetention): Erasure {
  return {
    async due(at, limit) {
      const { rows } = await pool.query('select * from threads.chats_to_erase($1, $2, $3, $4)', [
        new Date(at).toISOString(),
        days,
        JSON.stringify(daysOf),
        limit,
      ]);
      return rows.map(fieldsOf<{ readonly tenantId: string; readonly id: string }>);
    },

    async destroy(tx, tenantId, chatId) {
      await tx.query('delete from threads.chat_keys where chat_id = $1', [chatId]);
      await tx.query('delete from threads.chat_attachments where chat_id = $1', [chatId]);
      await tx.query('select threads.erase_clear_words($1, $2)', [tenantId, chatId]);
    },
  };
}
