import { watchChange } from '@ameide/event-feed';
import type { Reader, UpdateDeps } from './ports.ts';

/** Newest of the shared chats that are looked at when something has happened. */
const WATCHED = 50;

/** At first, and whenever other chats than before are shared with the reader by others; heartbeats between, until the signal aborts. */
export function watchSharedChats({ log, queries: createQueries, heartbeatMs }: UpdateDeps, reader: Reader) {
  const { tenantId, actorId, signal } = reader;
  const shared = createQueries(reader).chats({ visibility: 'team' });
  const look = async () => {
    const chats = await shared.part(undefined, WATCHED);
    const ids = chats.filter(({ ownerId }) => ownerId !== actorId).map(({ id }) => id);
    return ids.sort().join(' ');
  };
  return watchChange({ listen: () => log.listenToSharing(tenantId), look, heartbeatMs, signal });
}
