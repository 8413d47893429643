import { fieldsOf } from '@ameide/event-store';
import type { Reader } from '@ameide/postgres';
import type { LinkedChat, Queries } from '../app/ports.ts';
import type { Artifact } from '../domain/artifact/state.ts';
import { countUpTo } from './count.ts';
import { placeValues } from './time-place.ts';

const LINKED_CHATS = `
  threads.chat_artifacts l join threads.chats c on c.id = l.chat_id
  where l.artifact_id = $2 and (c.owner_id = $3 or c.visibility = 'team')`;

/** What a user may read of artifacts. */
export function artifactQueries(
  db: Reader,
  userId: string,
): Pick<Queries, 'artifact' | 'artifacts' | 'chatsOfArtifact'> {
  return {
    async artifact(id) {
      const { rows } = await db.query({
        name: 'threads.get_artifact',
        text: 'select * from threads.artifacts where id = $1',
        values: [id],
      });
      return rows[0] && fieldsOf<Artifact>(rows[0]);
    },

    artifacts: ({ kind }) => ({
      async part(after, limit) {
        const { rows } = await db.query({
          name: 'threads.list_artifacts',
          text: `
            select * from threads.artifacts
            where ($1::text is null or kind = $1) and ($2::uuid is null or (lower(title), id) > (
              select lower(last.title), last.id from threads.artifacts last where last.id = $2))
            order by lower(title), id limit $3`,
          values: [kind ?? null, after ?? null, limit],
        });
        return rows.map(fieldsOf<Artifact>);
      },
      count(most) {
        const text = 'select from threads.artifacts where $2::text is null or kind = $2';
        return countUpTo(db, most, { name: 'artifacts', text, values: [kind ?? null] });
      },
    }),

    chatsOfArtifact: (artifactId) => ({
      async part(after, limit) {
        const { rows } = await db.query({
          name: 'threads.list_artifact_chats',
          text: `
            select c.id, c.title, l.relation, l.linked_at
            from ${LINKED_CHATS} and (l.linked_at, l.chat_id) < ($4::timestamptz, $5::uuid)
            order by l.linked_at desc, l.chat_id desc limit $1`,
          values: [limit, artifactId, userId, ...placeValues(after)],
        });
        return rows.map(fieldsOf<LinkedChat>);
      },
      count(most) {
        const text = `select from ${LINKED_CHATS}`;
        return countUpTo(db, most, { name: 'artifact_chats', text, values: [artifactId, userId] });
      },
    }),
  };
}
