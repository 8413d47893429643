import type { Reader, UpdateDeps } from './ports.ts';

/** Newest of the shared chats that are looked at when something has happened. */
const WATCHED = 50;

/** At first, and whenever other chats than before are shared with the reader by others; heartbeats between, until the signal aborts. */
export async function* watchSharedChats(
  { log, queries: createQueries, heartbeatMs }: UpdateDeps,
  reader: Reader,
): AsyncGenerator<'changed' | 'heartbeat', void> {
  const { tenantId, actorId, signal } = reader;
  const shared = createQueries(reader).chats({ visibility: 'team' });
  const changes = log.listenToSharing(tenantId);
  let known: string | undefined;
  let toldAt = Number.NEGATIVE_INFINITY;
  try {
    while (!signal.aborted) {
      const chats = await shared.part(undefined, WATCHED);
      const ids = chats.filter(({ ownerId }) => ownerId !== actorId).map(({ id }) => id);
      const now = ids.sort().join(' ');
      const leftMs = toldAt + heartbeatMs - performance.now();
      const isNews = now !== known;
      if (isNews || leftMs <= 0) {
        known = now;
        toldAt = performance.now();
        yield isNews ? 'changed' : 'heartbeat';
      } else await changes.wait(leftMs, signal);
    }
  } finally {
    changes.stop();
  }
}
