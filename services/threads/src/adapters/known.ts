import { absent } from '@ameide/event-store';
import type { ReadKnown } from '../app/ports.ts';
import type { ChatState } from '../domain/chat/state.ts';
import { artifacts, chats } from './aggregates.ts';
import { type ArtifactRow, artifactOf, type ChatRow, chatOf, type LinkRow, linkOf } from './rows.ts';

interface KnownRow {
  readonly chat: (ChatRow & { readonly links: (LinkRow & { artifact_id: string })[] }) | null;
  readonly chat_version: number;
  readonly artifact: ArtifactRow | null;
  readonly artifact_version: number;
}

/** Reads states from their rows, and versions from the log, in one round trip at most. */
export const readKnown: ReadKnown = async ({ db, tenantId }, { chatId, artifactId, created }) => {
  const nothing = { chat: absent(chats, chatId ?? ''), artifact: absent(artifacts, artifactId ?? '') };
  const there = [created === 'chat' ? null : (chatId ?? null), created === 'artifact' ? null : (artifactId ?? null)];
  if (there.every((id) => id === null)) return nothing;
  const { rows } = await db.query<KnownRow>({
    name: 'threads.load_known',
    text: 'select * from threads.load_known($1, $2, $3)',
    values: [tenantId, ...there],
  });
  const { chat, chat_version, artifact, artifact_version } = rows[0]!;
  return {
    chat: { ...nothing.chat, version: chat_version, state: chat ? stateOf(chat) : undefined },
    artifact: { ...nothing.artifact, version: artifact_version, state: artifact ? artifactOf(artifact) : undefined },
  };
};

function stateOf(row: NonNullable<KnownRow['chat']>): ChatState {
  const links = Object.fromEntries(row.links.map((link) => [link.artifact_id, linkOf(link)]));
  return { ...chatOf(row), links };
}
