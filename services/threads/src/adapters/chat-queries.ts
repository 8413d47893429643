import { fieldsOf } from '@ameide/event-store';
import type { Reader } from '@ameide/postgres';
import type { LinkedArtifact, Queries } from '../app/ports.ts';
import type { Chat } from '../domain/chat/state.ts';
import type { Message } from '../domain/message.ts';
import { countUpTo } from './count.ts';
import { placeValues } from './time-place.ts';

/** Of the artifact whose id is the parameter `n`. */
const ofArtifact = (n: number) => `
  exists (select from threads.chat_artifacts l where l.chat_id = c.id and l.artifact_id = $${n})`;

/** What a user may read of chats. */
export function chatQueries(
  db: Reader,
  userId: string,
): Pick<Queries, 'chat' | 'chats' | 'messages' | 'artifactsOfChat'> {
  return {
    async chat(id) {
      const { rows } = await db.query({
        name: 'threads.get_chat',
        text: "select * from threads.chats where id = $2 and (owner_id = $1 or visibility = 'team')",
        values: [userId, id],
      });
      return rows[0] && fieldsOf<Chat>(rows[0]);
    },

    chats({ artifactId }) {
      const suffix = artifactId ? '_of_artifact' : '';
      const values = artifactId ? [artifactId] : [];
      return {
        async part(after, limit) {
          const latest = (condition: string) => `
            (select c.* from threads.chats c
            where ${condition} and (c.updated_at, c.id) < ($2::timestamptz, $3::uuid) ${artifactId ? `and ${ofArtifact(5)}` : ''}
            order by c.updated_at desc, c.id desc limit $4)`;
          // Each half is one walk along an index; an `or` would read every chat of the tenant.
          const { rows } = await db.query({
            name: `threads.list_chats${suffix}`,
            text: `${latest('c.owner_id = $1')} union all ${latest("c.visibility = 'team' and c.owner_id <> $1")}
              order by updated_at desc, id desc limit $4`,
            values: [userId, ...placeValues(after), limit, ...values],
          });
          return rows.map(fieldsOf<Chat>);
        },
        count(most) {
          const found = (condition: string) =>
            `select from threads.chats c where ${condition} ${artifactId ? `and ${ofArtifact(3)}` : ''}`;
          const text = `${found('c.owner_id = $2')} union all ${found("c.visibility = 'team' and c.owner_id <> $2")}`;
          return countUpTo(db, most, { name: `chats${suffix}`, text, values: [userId, ...values] });
        },
      };
    },

    messages: (chatId) => ({
      async part(after = 0, limit) {
        const { rows } = await db.query<{ message: Message }>({
          name: 'threads.list_messages',
          text: 'select message from threads.messages where chat_id = $1 and sequence > $2 order by sequence limit $3',
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
            where l.chat_id = $1 and (l.linked_at, l.artifact_id) < ($2::timestamptz, $3::uuid)
            order by l.linked_at desc, l.artifact_id desc limit $4`,
          values: [chatId, ...placeValues(after), limit],
        });
        return rows.map(fieldsOf<LinkedArtifact>);
      },
      count(most) {
        const text = 'select from threads.chat_artifacts where chat_id = $2';
        return countUpTo(db, most, { name: 'chat_artifacts', text, values: [chatId] });
      },
    }),
  };
}
