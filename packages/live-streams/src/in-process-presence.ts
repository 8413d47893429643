import { DEFAULT_PRESENCE_TTL_MS, isSame, type Members, type Presence, type PresenceOptions } from './presence.ts';

interface Entry {
  readonly data: Uint8Array;
  readonly expiry: NodeJS.Timeout;
}

/** Presence in the memory of this process. */
export function createInProcessPresence({ ttlMs = DEFAULT_PRESENCE_TTL_MS }: PresenceOptions = {}): Presence {
  const places = new Map<string, Map<string, Entry>>();
  const watchers = new Map<string, Set<() => void>>();
  const closed = new AbortController();

  const wake = (place: string) => {
    for (const changed of watchers.get(place) ?? []) changed();
  };
  const remove = (place: string, member: string) => {
    const members = places.get(place);
    const entry = members?.get(member);
    if (members === undefined || entry === undefined) return;
    clearTimeout(entry.expiry);
    members.delete(member);
    if (members.size === 0) places.delete(place);
    wake(place);
  };
  const membersOf = (place: string): Members =>
    new Map([...(places.get(place) ?? [])].map(([member, { data }]) => [member, data]));

  return {
    async announce(place, member, data) {
      if (closed.signal.aborted) throw new Error('presence is closed');
      const members = places.get(place) ?? new Map<string, Entry>();
      places.set(place, members);
      clearTimeout(members.get(member)?.expiry);
      members.set(member, { data, expiry: setTimeout(() => remove(place, member), ttlMs).unref() });
      wake(place);
    },
    async leave(place, member) {
      remove(place, member);
    },
    async *watch(place, signal) {
      const stop = AbortSignal.any([signal, closed.signal]);
      let changed = Promise.withResolvers<void>();
      const hear = () => changed.resolve();
      const others = watchers.get(place) ?? new Set();
      watchers.set(place, others.add(hear));
      stop.addEventListener('abort', hear);
      let told: Members | undefined;
      try {
        while (!stop.aborted) {
          const members = membersOf(place);
          if (!isSame(told, members)) {
            told = members;
            yield members;
          }
          if (!stop.aborted) await changed.promise;
          changed = Promise.withResolvers();
        }
      } finally {
        stop.removeEventListener('abort', hear);
        others.delete(hear);
        if (others.size === 0 && watchers.get(place) === others) watchers.delete(place);
      }
    },
    async close() {
      closed.abort();
      for (const members of places.values()) for (const { expiry } of members.values()) clearTimeout(expiry);
      places.clear();
    },
  };
}
