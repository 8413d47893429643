import type { Reader } from '@ameide/postgres';
import type { Artifact } from '../domain/artifact/state.ts';
import type { Chat, Link } from '../domain/chat/state.ts';
import { type ArtifactRow, artifactOf, type LinkRow, linkOf } from './rows.ts';
import { placeValues, type TimePlace } from './time-place.ts';

/** A chat as an artifact refers to it. */
export type LinkedChat = Pick<Chat, 'id' | 'title'> & Link;

export async function getArtifact(db: Reader, artifactId: string): Promise<Artifact | undefined> {
  const { rows } = await db.query<ArtifactRow>({
    name: 'threads.get_artifact',
    text: 'select * from threads.artifacts where id = $1',
    values: [artifactId],
  });
  return rows[0] && artifactOf(rows[0]);
}

/** Artifacts by title, whatever its case; `after` is the id of the last one seen. */
export async function listArtifacts(
  db: Reader,
  { kind, after, limit }: { kind: string | undefined; after: string | undefined; limit: number },
): Promise<Artifact[]> {
  const { rows } = await db.query<ArtifactRow>({
    name: 'threads.list_artifacts',
    text: `
      select * from threads.artifacts
      where ($1::text is null or kind = $1) and ($2::uuid is null or (lower(title), id) > (
        select lower(last.title), last.id from threads.artifacts last where last.id = $2))
      order by lower(title), id limit $3`,
    values: [kind ?? null, after ?? null, limit],
  });
  return rows.map(artifactOf);
}

/** Chats of an artifact that the user may read, the last related first. */
export async function listArtifactChats(
  db: Reader,
  userId: string,
  artifactId: string,
  { after, limit }: { after: TimePlace | undefined; limit: number },
): Promise<LinkedChat[]> {
  const { rows } = await db.query<LinkRow & Pick<Chat, 'id' | 'title'>>({
    name: 'threads.list_artifact_chats',
    text: `
      select c.id, c.title, l.relation, l.linked_at
      from threads.chat_artifacts l join threads.chats c on c.id = l.chat_id
      where l.artifact_id = $2 and (c.owner_id = $1 or c.visibility = 'team')
        and (l.linked_at, l.chat_id) < ($3::timestamptz, $4::uuid)
      order by l.linked_at desc, l.chat_id desc limit $5`,
    values: [userId, artifactId, ...placeValues(after), limit],
  });
  return rows.map((row) => ({ id: row.id, title: row.title, ...linkOf(row) }));
}
