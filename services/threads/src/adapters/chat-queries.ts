import { fieldsOf } from '@ameide/event-store';
import type { Reader } from '@ameide/postgres';
import type { ChatFilter, ChatHit, LinkedArtifact, Queries, TimePlace } from '../app/ports.ts';
import type { Chat } from '../domain/chat/state.ts';
import type { Message } from '../domain/message.ts';
import { chatConditions, wordsQuery } from './chat-conditions.ts';
import { countUpTo } from './count.ts';
import { placeValues } from './time-place.ts';

const BEFORE_PLACE = '(c.updated_at, c.id) < ($2::timestamptz, $3::uuid)';
const AFTER_LAST_MESSAGE = 2_147_483_647;

/** What a user may read of chats. */
export function chatQueries(
  db: Reader,
  userId: string,
): Pick<Queries, 'chat' | 'chats' | 'foundChats' | 'messages' | 'artifactsOfChat'> {
  /** Reads the newest of the own and of the shared chats: each half is one walk along an index; an `or` would read every chat of the tenant. */
  async function latest<Row extends object>(
    name: string,
    filter: ChatFilter,
    { columns, lateral = '' }: { readonly columns: string; readonly lateral?: string },
    after: TimePlace | undefined,
    limit: number,
    more: { readonly conditions: readonly string[]; readonly values: readonly unknown[] } = {
      conditions: [],
      values: [],
    },
  ): Promise<Row[]> {
    const { halves, values, key } = chatConditions(filter, 5 + more.values.length);
    const parts = halves.map(
      (conditions) => `(
        select c.*${columns} from threads.chats c ${lateral}
        where ${[...conditions, ...more.conditions, BEFORE_PLACE].join(' and ')}
        order by c.updated_at desc, c.id desc limit $4)`,
    );
    const { rows } = await db.query<Row>({
      name: `threads.${name}${key}`,
      text: `select * from (${parts.join(' union all ')}) found order by updated_at desc, id desc limit $4`,
      values: [userId, ...placeValues(after), limit, ...more.values, ...values],
    });
    return rows;
  }

  return {
    async chat(id) {
      const { rows } = await db.query({
        name: 'threads.get_chat',
        text: `
          select * from threads.chats
          where id = $2 and deleted_at is null and (owner_id = $1 or visibility = 'team')`,
        values: [userId, id],
      });
      return rows[0] && fieldsOf<Chat>(rows[0]);
    },

    chats: (filter) => ({
      async part(after, limit) {
        return (await latest('list_chats', filter, { columns: '' }, after, limit)).map(fieldsOf<Chat>);
      },
      count(most) {
        const { halves, values, key } = chatConditions(filter, 3, 2);
        const text = halves
          .map((conditions) => `select from threads.chats c where ${conditions.join(' and ')}`)
          .join(' union all ');
        return countUpTo(db, most, { name: `chats${key}`, text, values: [userId, ...values] });
      },
    }),

    foundChats: ({ query, ...filter }) => ({
      async part(after, limit) {
        const rows = await latest<HitRow>('search_chats', filter, FOUND, after, limit, {
          conditions: [`(m.sequence is not null or to_tsvector('simple', c.title) @@ to_tsquery('simple', $5))`],
          values: [wordsQuery(query)],
        });
        return rows.map(hitOf);
      },
    }),

    messages: (chatId, first) => ({
      async part(after = first === 'oldest' ? 0 : AFTER_LAST_MESSAGE, limit) {
        const [beyond, order] = first === 'oldest' ? ['>', 'asc'] : ['<', 'desc'];
        const { rows } = await db.query<{ message: Message }>({
          name: `threads.list_messages_${first}`,
          text: `
            select message from threads.messages where chat_id = $1 and sequence ${beyond} $2
            order by sequence ${order} limit $3`,
          values: [chatId, after, limit],
        });
        return rows.map((row) => row.message);
      },
    }),

    artifactsOfChat: (chatId) => ({
      async part(after, limit) {
        const { rows } = await db.query({
          name: 'threads.list_chat_artifacts',
          text: `
            select a.id, a.title, a.kind, l.relation, l.linked_at
            from threads.chat_artifacts l join threads.artifacts a on a.id = l.artifact_id
            where l.chat_id = $1 and a.deleted_at is null and (l.linked_at, l.artifact_id) < ($2::timestamptz, $3::uuid)
            order by l.linked_at desc, l.artifact_id desc limit $4`,
          values: [chatId, ...placeValues(after), limit],
        });
        return rows.map(fieldsOf<LinkedArtifact>);
      },
      count(most) {
        const text = `
          select from threads.chat_artifacts l join threads.artifacts a on a.id = l.artifact_id
          where l.chat_id = $2 and a.deleted_at is null`;
        return countUpTo(db, most, { name: 'chat_artifacts', text, values: [chatId] });
      },
    }),
  };
}

type HitRow = { readonly sequence: number | null; readonly excerpt: string | null };

/** The newest message that has the words of $5, and some of them, between two characters of Unicode's private use area. */
const FOUND = {
  columns: `, m.sequence, m.excerpt`,
  lateral: `
    left join lateral (
      select sequence, ts_headline('simple', threads.message_text(message), to_tsquery('simple', $5),
        'StartSel=\uE000, StopSel=\uE001, MaxWords=24, MinWords=8, ShortWord=0') as excerpt
      from threads.messages where chat_id = c.id and words @@ to_tsquery('simple', $5)
      order by sequence desc limit 1
    ) m on true`,
};

function hitOf({ sequence, excerpt, ...chat }: HitRow): ChatHit {
  return {
    chat: fieldsOf<Chat>(chat),
    message: sequence === null ? undefined : { sequence, excerpt: excerpt ?? '' },
  };
}
