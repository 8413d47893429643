import type { SessionStore, StoredSession } from '../app/ports.ts';
import type { EndReason } from '../domain/session.ts';

/** How long it is remembered why a session is over. */
const REMEMBERED_MS = 3_600_000;

interface Entry {
  stored: StoredSession;
  endsAtMs: number;
}

/** Sessions in the memory of this process: a laptop has one, and people sign in again when it was started anew. */
export function createInProcessSessions(now: () => number = Date.now): SessionStore {
  const entries = new Map<string, Entry>();
  const locks = new Map<string, number>();
  const listeners = new Set<(key: string, reason: EndReason) => void>();

  const active = (key: string) => {
    const entry = entries.get(key);
    if (entry !== undefined && entry.endsAtMs <= now()) entries.delete(key);
    else if (entry?.stored.kind === 'active') return { entry, stored: entry.stored };
    return undefined;
  };
  const forgetExpired = () => {
    for (const [key, { endsAtMs }] of entries) if (endsAtMs <= now()) entries.delete(key);
  };

  return {
    async create(key, session, endsAtMs) {
      forgetExpired();
      entries.set(key, { stored: { kind: 'active', session, generation: 0 }, endsAtMs });
    },
    async find(key) {
      active(key);
      return entries.get(key)?.stored;
    },
    async renew(key, session, generation) {
      const found = active(key);
      if (found?.stored.generation !== generation) return false;
      const { usedAtMs } = found.stored.session;
      found.entry.stored = { kind: 'active', session: { ...session, usedAtMs }, generation: generation + 1 };
      return true;
    },
    async touch(key, { usedAtMs }, endsAtMs) {
      const found = active(key);
      if (found === undefined) return;
      found.entry.stored = { ...found.stored, session: { ...found.stored.session, usedAtMs } };
      found.entry.endsAtMs = endsAtMs;
    },
    async end(key, reason) {
      const found = active(key);
      if (found === undefined) return undefined;
      entries.set(key, { stored: { kind: 'ended', reason }, endsAtMs: now() + REMEMBERED_MS });
      for (const listener of [...listeners]) listener(key, reason);
      return found.stored.session;
    },
    async keysOf(issuer, subject) {
      return [...entries.keys()].filter((key) => {
        const session = active(key)?.stored.session;
        if (session?.issuer !== issuer) return false;
        return 'sid' in subject ? session.sid === subject.sid : session.person.id === subject.subject;
      });
    },
    async lock(key, ttlMs) {
      if ((locks.get(key) ?? 0) > now()) return undefined;
      const until = now() + ttlMs;
      locks.set(key, until);
      return async () => {
        if (locks.get(key) === until) locks.delete(key);
      };
    },
    onEnded(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async count() {
      return [...entries.keys()].filter((key) => active(key) !== undefined).length;
    },
    ready: async () => {},
    close: async () => {},
  };
}
