import type { ChatEvent } from '../domain/chat/events.ts';
import type { Chat } from '../domain/chat/state.ts';
import type { Message } from '../domain/message.ts';
import { chatNotFound, type Refusal } from '../domain/refusal.ts';
import type { LinkedArtifact, Queries, Reader, Told, UpdateDeps } from './ports.ts';

/** What those hear who follow a chat. */
export type ChatUpdate =
  | { readonly type: 'message'; readonly message: Message }
  | { readonly type: 'changed'; readonly chat: Chat }
  | { readonly type: 'related'; readonly artifact: LinkedArtifact }
  | { readonly type: 'unrelated'; readonly artifactId: string }
  | { readonly type: 'alive' };

/**
 * What happens in a chat, each once and in order, until the signal aborts. A refusal is the last.
 * @param after how many events of the chat the reader has; from now on unless given
 */
export async function* chatUpdates(
  { log, queries: createQueries, now, heartbeatMs }: UpdateDeps,
  reader: Reader,
  chatId: string,
  after: number | undefined,
): AsyncGenerator<Told<ChatUpdate, number> | { readonly refused: Refusal }, void> {
  const { tenantId, signal } = reader;
  const queries = createQueries(reader);
  const changes = log.listen('chat', tenantId, chatId);
  try {
    let version = after ?? (await log.chatVersion(tenantId, chatId));
    let toldAt = Number.NEGATIVE_INFINITY;
    while (!signal.aborted) {
      const events = await log.chatEvents(tenantId, chatId, version);
      // Who may read is looked at after the events were read: they are told to nobody who may not read them now.
      const chat = await queries.chat(chatId);
      if (chat === undefined) return void (yield { refused: chatNotFound(chatId) });
      for (const { event, place, at } of events) {
        version = place;
        const update = event && (await updateOf(event, chat, queries));
        if (update !== undefined) yield { update, place, at };
      }
      const leftMs = toldAt + heartbeatMs - performance.now();
      if (events.length > 0) toldAt = performance.now();
      else if (leftMs > 0) await changes.wait(leftMs, signal);
      else {
        yield { update: { type: 'alive' }, place: version, at: now() };
        toldAt = performance.now();
      }
    }
  } finally {
    changes.stop();
  }
}

async function updateOf(event: ChatEvent, chat: Chat, queries: Queries): Promise<ChatUpdate | undefined> {
  switch (event.type) {
    case 'MessageSent':
      return { type: 'message', message: event.message };
    case 'ArtifactAssociated': {
      const artifact = await queries.artifact(event.artifactId);
      if (artifact === undefined) return undefined;
      const { relation, linkedAt } = event;
      return { type: 'related', artifact: { ...artifact, relation, linkedAt } };
    }
    case 'ArtifactDissociated':
      return { type: 'unrelated', artifactId: event.artifactId };
    default:
      return { type: 'changed', chat };
  }
}
