import { ChatMessageSchema } from '@ameide/contracts/threads/v1/chat';
import type { Reader } from '@ameide/postgres';
import { fromJson, type JsonValue } from '@bufbuild/protobuf';
import type { LinkedArtifact } from '../app/associate-artifact.ts';
import type { Chat } from '../domain/chat/state.ts';
import type { Message } from '../domain/message.ts';
import { messageFromWire } from '../wire/chat.ts';
import { type ChatRow, chatOf, type LinkRow, linkOf } from './rows.ts';
import { placeValues, type TimePlace } from './time-place.ts';

/** One chat, if the user may read it. */
export async function getChat(db: Reader, userId: string, chatId: string): Promise<Chat | undefined> {
  const { rows } = await db.query<ChatRow>({
    name: 'threads.get_chat',
    text: "select * from threads.chats where id = $2 and (owner_id = $1 or visibility = 'team')",
    values: [userId, chatId],
  });
  return rows[0] && chatOf(rows[0]);
}

const OF_ARTIFACT = `
  and exists (select from threads.chat_artifacts l where l.chat_id = c.id and l.artifact_id = $5)`;

/** Chats that the user may read, the last updated first; with `artifactId` only those related to it. */
export async function listChats(
  db: Reader,
  userId: string,
  { artifactId, after, limit }: { artifactId: string | undefined; after: TimePlace | undefined; limit: number },
): Promise<Chat[]> {
  const latest = (condition: string) => `
    (select c.* from threads.chats c
    where ${condition} and (c.updated_at, c.id) < ($2::timestamptz, $3::uuid) ${artifactId ? OF_ARTIFACT : ''}
    order by c.updated_at desc, c.id desc limit $4)`;
  // Each half is one walk along an index; an `or` would read every chat of the tenant.
  const { rows } = await db.query<ChatRow>({
    name: `threads.list_chats${artifactId ? '_of_artifact' : ''}`,
    text: `${latest('c.owner_id = $1')} union all ${latest("c.visibility = 'team' and c.owner_id <> $1")}
      order by updated_at desc, id desc limit $4`,
    values: [userId, ...placeValues(after), limit, ...(artifactId ? [artifactId] : [])],
  });
  return rows.map(chatOf);
}

/** Messages of a chat after a position, the oldest first. */
export async function listMessages(
  db: Reader,
  chatId: string,
  { after, limit }: { after: number; limit: number },
): Promise<Message[]> {
  const { rows } = await db.query<{ message: JsonValue }>({
    name: 'threads.list_messages',
    text: 'select message from threads.messages where chat_id = $1 and sequence > $2 order by sequence limit $3',
    values: [chatId, after, limit],
  });
  return rows.map((row) => messageFromWire(fromJson(ChatMessageSchema, row.message)));
}

/** Artifacts of a chat, the last related first. */
export async function listChatArtifacts(
  db: Reader,
  chatId: string,
  { after, limit }: { after: TimePlace | undefined; limit: number },
): Promise<LinkedArtifact[]> {
  const { rows } = await db.query<LinkRow & Pick<LinkedArtifact, 'id' | 'title' | 'kind'>>({
    name: 'threads.list_chat_artifacts',
    text: `
      select a.id, a.title, a.kind, l.relation, l.linked_at
      from threads.chat_artifacts l join threads.artifacts a on a.id = l.artifact_id
      where l.chat_id = $1 and (l.linked_at, l.artifact_id) < ($2::timestamptz, $3::uuid)
      order by l.linked_at desc, l.artifact_id desc limit $4`,
    values: [chatId, ...placeValues(after), limit],
  });
  return rows.map((row) => ({ id: row.id, title: row.title, kind: row.kind, ...linkOf(row) }));
}
