import { absent } from '@ameide/event-store';
import type { Known, ReadKnown } from '../app/ports.ts';
import type { ChatState } from '../domain/chat/state.ts';
import { aggregates } from '../wire/aggregates.ts';
import { type ArtifactRow, artifactOf, type ChatRow, chatOf, type LinkRow, linkOf } from './rows.ts';

interface KnownRow {
  readonly chat: (ChatRow & { readonly links: (LinkRow & { artifact_id: string })[] }) | null;
  readonly chat_version: number;
  readonly artifact: ArtifactRow | null;
  readonly artifact_version: number;
}

/** Artifacts that are kept at most, of all tenants together. */
const KEPT_ARTIFACTS = 10_000;

/**
 * Reads states from their rows, and versions from the log, in one round trip at most. An artifact never changes: its
 * stream is one event long. So those that were read are kept, and a message in a new chat about one needs no reading.
 */
export function createReadKnown(): ReadKnown {
  const kept = new Map<string, Known['artifact']>();

  function keep(name: string, artifact: Known['artifact']): void {
    if (kept.size >= KEPT_ARTIFACTS) kept.delete(kept.keys().next().value!);
    kept.set(name, artifact);
  }

  return async ({ db, tenantId }, { chatId, artifactId, created }) => {
    const name = `${tenantId}/${artifactId}`;
    const known = {
      chat: absent(aggregates.chat, chatId ?? ''),
      artifact: kept.get(name) ?? absent(aggregates.artifact, artifactId ?? ''),
    };
    const there = [
      created === 'chat' ? null : (chatId ?? null),
      created === 'artifact' || known.artifact.state ? null : (artifactId ?? null),
    ];
    if (there.every((id) => id === null)) return known;
    const { rows } = await db.query<KnownRow>({
      name: 'threads.load_known',
      text: 'select * from threads.load_known($1, $2, $3)',
      values: [tenantId, ...there],
    });
    const row = rows[0]!;
    const chat = { ...known.chat, version: row.chat_version, state: row.chat ? stateOf(row.chat) : undefined };
    if (!row.artifact) return { chat, artifact: known.artifact };
    const artifact = { ...known.artifact, version: row.artifact_version, state: artifactOf(row.artifact) };
    keep(name, artifact);
    return { chat, artifact };
  };
}

function stateOf(row: NonNullable<KnownRow['chat']>): ChatState {
  const links = Object.fromEntries(row.links.map((link) => [link.artifact_id, linkOf(link)]));
  return { ...chatOf(row), links };
}
