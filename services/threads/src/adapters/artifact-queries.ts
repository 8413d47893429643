import { fieldsOf } from '@ameide/event-store';
import type { Reader } from '@ameide/postgres';
import type { ArtifactFilter, LinkedChat, Queries } from '../app/ports.ts';
import type { ArtifactEventRow } from '../domain/artifact/history.ts';
import type { Artifact } from '../domain/artifact/state.ts';
import { countUpTo } from './count.ts';
import { placeValues } from './time-place.ts';

const LINKED_CHATS = `
  threads.chat_artifacts l join threads.chats c on c.id = l.chat_id
  where l.artifact_id = $2 and c.deleted_at is null and (c.owner_id = $3 or c.visibility = 'team')`;

const LISTED = `
  ($2::text is null or kind = $2) and ($3::text is null or strpos(lower(title), lower($3)) > 0)
  and ($5::uuid[] is null or id = any($5))
  and case when $4::timestamptz is null then deleted_at is null else deleted_at >= $4 end`;

const ORDERS = {
  title: { key: (row: string) => `lower(${row}title), ${row}id`, beyond: '>', direction: 'asc' },
  newest: { key: (row: string) => `${row}created_at, ${row}id`, beyond: '<', direction: 'desc' },
} as const;

/** What a user may read of artifacts. */
export function artifactQueries(
  db: Reader,
  userId: string,
): Pick<Queries, 'artifact' | 'artifactEvents' | 'artifacts' | 'chatsOfArtifact'> {
  return {
    async artifact(id) {
      const { rows } = await db.query({
        name: 'threads.get_artifact',
        text: 'select * from threads.artifacts where id = $1 and deleted_at is null',
        values: [id],
      });
      return rows[0] && fieldsOf<Artifact>(rows[0]);
    },

    artifacts: (filter, order) => ({
      async part(after, limit) {
        const { key, beyond, direction } = ORDERS[order];
        const { rows } = await db.query({
          name: `threads.list_artifacts_${order}`,
          text: `
            select * from threads.artifacts
            where ${LISTED} and ($6::uuid is null or (${key('')}) ${beyond} (
              select ${key('last.')} from threads.artifacts last where last.id = $6))
            order by ${key('').replace(',', ` ${direction},`)} ${direction} limit $1`,
          values: [limit, ...listedValues(filter), after ?? null],
        });
        return rows.map(fieldsOf<Artifact>);
      },
      count(most) {
        const text = `select from threads.artifacts where ${LISTED}`;
        return countUpTo(db, most, { name: 'artifacts', text, values: listedValues(filter) });
      },
    }),

    artifactEvents: (artifactId) => ({
      async part(after, limit) {
        const { rows } = await db.query({
          name: 'threads.list_artifact_events',
          text: `
            select e.id, e.type, e.artifact_id, e.happened_at, e.user_id, e.chat_id, coalesce(e.title, c.title) as title
            from threads.artifact_events e left join threads.chats c on c.id = e.chat_id
            where e.artifact_id = $2 and ($4::timestamptz is null or (e.happened_at, e.id) < ($4, $5))
              and (e.chat_id is null or c.deleted_at is null and (c.owner_id = $3 or c.visibility = 'team'))
            order by e.happened_at desc, e.id desc limit $1`,
          values: [limit, artifactId, userId, after ? new Date(after[0]).toISOString() : null, after?.[1] ?? null],
        });
        return rows.map(fieldsOf<ArtifactEventRow>);
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

/** The parameters $2 to $5 of `LISTED`. */
function listedValues({ kind, titleContains, deletedSince, ids }: ArtifactFilter): unknown[] {
  const since = deletedSince === undefined ? null : new Date(deletedSince).toISOString();
  return [kind ?? null, titleContains || null, since, ids ?? null];
}
