import { createLogTail } from '@ameide/event-feed';
import { type EventStore, type RecordedEvent, streamName } from '@ameide/event-store';
import { readAsTenant } from '@ameide/postgres';
import type { Keyring } from '../app/chat-key.ts';
import type { UpdateLog } from '../app/ports.ts';
import { aggregates, sealedChats } from '../wire/aggregates.ts';
import { readChatKeys } from './chat-keys.ts';

/** What an artifact's followers hear of. */
const OF_ARTIFACTS = [
  'ArtifactAssociated',
  'ArtifactDissociated',
  'ArtifactRenamed',
  'ArtifactDeleted',
  'ArtifactRestored',
] as const;
const OF_SHARING: ReadonlySet<string> = new Set([
  'ChatCreated',
  'ChatVisibilityChanged',
  'ChatDeleted',
  'ChatRestored',
]);
const LIMIT = 200;
/** Nothing that an artifact's followers hear of has words of a chat. */
const WITHOUT_KEYS = sealedChats(() => undefined);

/** No name of a stream. */
const sharing = (tenantId: string) => `sharing ${tenantId}`;

/** The log as those read it who follow one chat or artifact. @param onError told when the log cannot be read for a while */
export function createUpdateLog(store: EventStore, keyring: Keyring, onError: (error: unknown) => void): UpdateLog {
  const tail = createLogTail({
    store,
    keysOf: (event) => [
      event.stream,
      ...(isOfArtifacts(event.type) ? [artifactStream(event)] : []),
      ...(OF_SHARING.has(event.type) ? [sharing(event.tenant)] : []),
    ],
    onError,
  });
  return {
    listen: (kind, tenantId, id) => tail.listen(streamName(kind, tenantId, id)),

    listenToSharing: (tenantId) => tail.listen(sharing(tenantId)),

    async chatVersion(tenantId, chatId) {
      const { rows } = await readAsTenant(store.pool, tenantId, {}).query<{ version: string }>({
        name: 'threads.chat_version',
        text: 'select coalesce(max(stream_version), 0) as version from threads.events where stream = $1',
        values: [streamName('chat', tenantId, chatId)],
      });
      return Number(rows[0]!.version);
    },

    async chatEvents(tenantId, chatId, after) {
      const stream = streamName('chat', tenantId, chatId);
      const recorded = await store.readStream(tenantId, stream, { from: after + 1, limit: LIMIT });
      if (recorded.length === 0) return [];
      const keys = await readChatKeys(readAsTenant(store.pool, tenantId, {}), keyring, tenantId, [chatId]);
      const chats = sealedChats((id) => keys.get(id));
      return recorded.map((event) => ({
        event: chats.decode(event),
        place: event.version,
        at: event.recordedAt.getTime(),
      }));
    },

    async artifactEvents(tenantId, artifactId, after) {
      const stream = streamName('artifact', tenantId, artifactId);
      const page = await store.readAll({
        tenant: tenantId,
        types: OF_ARTIFACTS,
        limit: LIMIT,
        ...(after !== undefined && { after }),
      });
      const about = page.events.filter((event) => artifactStream(event) === stream);
      return {
        next: page.next,
        isEnd: page.end,
        events: about.map((event) => ({
          event: WITHOUT_KEYS.decode(event) ?? aggregates.artifact.decode(event),
          place: event.cursor,
          at: event.recordedAt.getTime(),
        })),
      };
    },

    stop: () => tail.stop(),

    async end() {
      return (await store.readAll({ after: AFTER_ALL, limit: 1 })).next;
    },
  };
}

/** A cursor after every event. */
const AFTER_ALL = `${2n ** 64n - 1n}-0`;

function isOfArtifacts(type: string): boolean {
  return (OF_ARTIFACTS as readonly string[]).includes(type);
}

/** The stream of the artifact that an event is about. */
function artifactStream({ stream, tenant, data }: RecordedEvent): string {
  const { artifactId } = data as { readonly artifactId?: string };
  return artifactId === undefined ? stream : streamName('artifact', tenant, artifactId);
}
