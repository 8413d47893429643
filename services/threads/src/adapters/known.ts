import { absent, type CommandSource, fieldsOf } from '@ameide/event-store';
import { insertRow } from '@ameide/event-store/domain';
import { createWeightedLru } from '@ameide/service-kit/cache';
import type { Keyring, StoredKey } from '../app/chat-key.ts';
import type { Known, KnownIds, LoadedChat, ReadKnown } from '../app/ports.ts';
import type { Artifact } from '../domain/artifact/state.ts';
import type { Chat, ChatState, Link } from '../domain/chat/state.ts';
import { aggregates, sealedChats } from '../wire/aggregates.ts';
import { readSendable } from './attachments.ts';

interface KnownRow {
  readonly chat: { readonly links: readonly object[] } | null;
  readonly chat_version: number;
  readonly wrapped_by: string | null;
  readonly key: string | null;
  readonly artifact: object | null;
  readonly artifact_version: number;
}

/** Artifacts that are kept at most, of all tenants together. */
const KEPT_ARTIFACTS = 10_000;
/** How old what is kept may be: a message about an artifact that somebody has just deleted does no harm. */
const KEPT_MS = 10_000;

/**
 * Reads states from their rows, and versions from the log, in one round trip at most. Artifacts
 * rarely change, so those that were read are kept for some seconds, and a message in a new chat about one needs no reading.
 */
export function createReadKnown(now: () => number, keyring: Keyring): ReadKnown {
  const kept = createWeightedLru<{ readonly artifact: Known['artifact']; readonly until: number }>(KEPT_ARTIFACTS);

  return async (source, { sent, ...ids }) => {
    const attachments = sent === undefined ? [] : await readSendable(source, sent.userId, sent.ids);
    return { ...(await aggregatesOf(source, ids)), attachments };
  };

  async function aggregatesOf(
    { db, tenantId }: CommandSource,
    { chatId, artifactId, created, changed }: Omit<KnownIds, 'sent'>,
  ): Promise<Omit<Known, 'attachments'>> {
    const name = `${tenantId}/${artifactId}`;
    const cached = kept.get(name);
    const usable = changed !== 'artifact' && cached !== undefined && now() < cached.until ? cached.artifact : undefined;
    /** A chat that has no key gets one with what is written in it next. */
    const chatWith = (stored: StoredKey | undefined): LoadedChat => {
      if (chatId === undefined) return absent(WITHOUT_KEYS, '');
      const used = stored ?? keyring.create(tenantId, chatId);
      const key = keyring.open(tenantId, chatId, used);
      return {
        ...absent(
          sealedChats(() => key),
          chatId,
        ),
        newKey: stored ? undefined : insertRow('chat_keys', { chatId }, { ...used }),
      };
    };
    const known = {
      chat: chatWith(undefined),
      artifact: usable ?? absent(aggregates.artifact, artifactId ?? ''),
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
    const stored = row.key === null ? undefined : { wrappedBy: row.wrapped_by ?? '', key: row.key };
    const state = row.chat ? stateOf(row.chat) : undefined;
    const chat = { ...(stored ? chatWith(stored) : known.chat), version: row.chat_version, state };
    if (!row.artifact) return { chat, artifact: known.artifact };
    const artifact = { ...known.artifact, version: row.artifact_version, state: fieldsOf<Artifact>(row.artifact) };
    if (changed === 'artifact') kept.delete(name);
    else kept.set(name, { artifact, until: now() + KEPT_MS }, 1);
    return { chat, artifact };
  }
}

const WITHOUT_KEYS = sealedChats(() => undefined);

function stateOf({ links, ...chat }: NonNullable<KnownRow['chat']>): ChatState {
  const known = links.map((link) => fieldsOf<Link & { readonly artifactId: string }>(link));
  const byArtifact = known.map(({ artifactId, relation, linkedAt }) => [artifactId, { relation, linkedAt }] as const);
  return { ...fieldsOf<Chat>(chat), links: Object.fromEntries(byArtifact) };
}
