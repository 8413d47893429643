import type { ArtifactEvent } from '../domain/artifact/events.ts';
import type { Artifact } from '../domain/artifact/state.ts';
import type { ChatEvent } from '../domain/chat/events.ts';
import { artifactNotFound, type Refusal } from '../domain/refusal.ts';
import type { LinkedChat, Queries, Reader, Told, UpdateDeps } from './ports.ts';

/** What those hear who follow an artifact. */
export type ArtifactUpdate =
  | { readonly type: 'changed'; readonly artifact: Artifact }
  | { readonly type: 'related'; readonly chat: LinkedChat }
  | { readonly type: 'unrelated'; readonly chatId: string }
  | { readonly type: 'alive' };

/**
 * What happens to an artifact, each once and in order, until the signal aborts. A refusal is the last.
 * @param after a place in the log; from now on unless given
 */
export async function* artifactUpdates(
  { log, queries: createQueries, now, heartbeatMs }: UpdateDeps,
  reader: Reader,
  artifactId: string,
  after: string | undefined,
): AsyncGenerator<Told<ArtifactUpdate, string> | { readonly refused: Refusal }, void> {
  const { tenantId, signal } = reader;
  const queries = createQueries(reader);
  const changes = log.listen('artifact', tenantId, artifactId);
  try {
    let place = after ?? (await log.end());
    let toldAt = Number.NEGATIVE_INFINITY;
    while (!signal.aborted) {
      const { events, next, isEnd } = await log.artifactEvents(tenantId, artifactId, place);
      const artifact = await queries.artifact(artifactId);
      if (artifact === undefined) return void (yield { refused: artifactNotFound(artifactId) });
      for (const { event, place: told, at } of events) {
        const update = event && (await updateOf(event, artifact, queries));
        if (update !== undefined) yield { update, place: told, at };
      }
      place = next;
      const leftMs = toldAt + heartbeatMs - performance.now();
      if (events.length > 0) toldAt = performance.now();
      else if (leftMs > 0) {
        if (isEnd) await changes.wait(leftMs, signal);
      } else {
        yield { update: { type: 'alive' }, place, at: now() };
        toldAt = performance.now();
      }
    }
  } finally {
    changes.stop();
  }
}

async function updateOf(
  event: ChatEvent | ArtifactEvent,
  artifact: Artifact,
  queries: Queries,
): Promise<ArtifactUpdate | undefined> {
  if (event.type !== 'ArtifactAssociated' && event.type !== 'ArtifactDissociated') return { type: 'changed', artifact };
  const chat = await queries.chat(event.chatId);
  if (chat === undefined) return undefined;
  if (event.type === 'ArtifactDissociated') return { type: 'unrelated', chatId: chat.id };
  const { relation, linkedAt } = event;
  return { type: 'related', chat: { ...chat, relation, linkedAt } };
}
