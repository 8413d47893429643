import type { Transaction } from '@ameide/postgres';
import type pg from 'pg';
import type { Known, Reads } from '../app/use-case.ts';
import type { ChatState } from '../domain/chat/state.ts';
import { type ArtifactRow, artifactOf, type ChatRow, chatOf, type LinkRow, linkOf } from './rows.ts';

type KnownChatRow = ChatRow & { readonly version: number; readonly links: (LinkRow & { artifact_id: string })[] };

/** Reads what a command is decided on, as the tenant. `chatVersion` counts the events in the chat's stream. */
export async function loadKnown(
  db: pg.Pool | Transaction,
  tenantId: string,
  reads: Reads,
): Promise<Known & { readonly chatVersion: number }> {
  const { rows } = await db.query<{ chat: KnownChatRow | null; artifact: ArtifactRow | null }>({
    name: 'threads.load_known',
    text: 'select * from threads.load_known($1, $2, $3)',
    values: [tenantId, reads.chatId ?? null, reads.artifactId ?? null],
  });
  const { chat = null, artifact = null } = rows[0] ?? {};
  return {
    chat: chat ? stateOf(chat) : undefined,
    chatVersion: chat?.version ?? 0,
    artifact: artifact ? artifactOf(artifact) : undefined,
  };
}

function stateOf(row: KnownChatRow): ChatState {
  const links = Object.fromEntries(row.links.map((link) => [link.artifact_id, linkOf(link)]));
  return { ...chatOf(row), links };
}
