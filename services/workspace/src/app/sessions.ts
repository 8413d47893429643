import { hash, randomBytes } from 'node:crypto';
import type { Logger } from '@ameide/service-kit/telemetry';
import { type EndReason, endsAt, type Session, type SessionLimits } from '../domain/session.ts';
import type { LogoutSubject, SessionStore } from './ports.ts';
import type { RefreshTokens } from './refresh-tokens.ts';

/** What sessions are made with. */
export interface SessionsDeps {
  readonly store: SessionStore;
  readonly refreshTokens: RefreshTokens;
  readonly limits: SessionLimits;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A session that goes on, with a token that is good for some time. */
export interface LiveSession {
  readonly key: string;
  readonly session: Session;
  /** When it ends if nothing is done any more, in ms since 1970. */
  readonly endsAtMs: number;
}

/** Why a browser has no session: it never had one, it is over, or nobody can tell right now. */
export type NoSession = 'session_missing' | 'session_ended' | 'sign_in_unavailable';

/** The sessions of browsers, by the opaque id in their cookie. */
export interface Sessions {
  /** Keeps a session; the id is for the browser alone. */
  open(session: Session): Promise<string>;
  /** The session as it is, without renewing anything. */
  find(id: string | undefined): Promise<LiveSession | NoSession>;
  /**
   * The session with an access token that can be used, renewed where it has to be.
   * @param byPerson whether a person does something, which puts off the end of an idle session
   */
  use(id: string | undefined, byPerson: boolean): Promise<LiveSession | NoSession>;
  /** Ends the session of a browser; what it was. */
  end(id: string | undefined, reason: EndReason): Promise<Session | undefined>;
  /** Ends the session that a browser had before it got another one. */
  replace(id: string | undefined, by: Session): Promise<void>;
  /** Ends what a logout token means; how many sessions that were. */
  endAllOf(issuer: string, subject: LogoutSubject): Promise<number>;
  /** Calls back once when the session is over, however it ends; returns what stops it. */
  watch(key: string, onEnded: (reason: EndReason) => void): () => void;
}

/** Bytes of randomness of an id. */
const ID_BYTES = 32;
const ID_PATTERN = /^[\w-]{43}$/;
/** That somebody did something is written down at most so often. */
const TOUCH_INTERVAL_MS = 60_000;
/** How often it is looked whether a session that is watched has ended by time, or unheard. */
const WATCH_INTERVAL_MS = 30_000;

export function createSessions(deps: SessionsDeps): Sessions {
  const { store, refreshTokens, limits, logger, now } = deps;

  async function findBy(key: string): Promise<LiveSession | NoSession> {
    const stored = await store.find(key);
    if (stored === undefined) return 'session_missing';
    if (stored.kind === 'ended') return 'session_ended';
    const endsAtMs = endsAt(stored.session, limits);
    if (now() < endsAtMs) return { key, session: stored.session, endsAtMs };
    await store.end(key, 'expired');
    return 'session_ended';
  }

  async function touched(live: LiveSession): Promise<LiveSession> {
    const usedAtMs = now();
    if (usedAtMs - live.session.usedAtMs < Math.min(TOUCH_INTERVAL_MS, limits.idleMs / 10)) return live;
    const session = { ...live.session, usedAtMs };
    const endsAtMs = endsAt(session, limits);
    await store.touch(live.key, session, endsAtMs);
    return { ...live, session, endsAtMs };
  }

  /** Whoever cannot reach the store knows nothing of sessions. */
  async function told(asked: () => Promise<LiveSession | NoSession>): Promise<LiveSession | NoSession> {
    try {
      return await asked();
    } catch (err) {
      logger.warn({ err }, 'a session cannot be used');
      return 'sign_in_unavailable';
    }
  }

  return {
    async open(session) {
      const id = randomBytes(ID_BYTES).toString('base64url');
      await store.create(keyOf(id)!, session, endsAt(session, limits));
      return id;
    },
    find: (id) =>
      told(async () => {
        const key = keyOf(id);
        return key === undefined ? 'session_missing' : findBy(key);
      }),
    use: (id, byPerson) =>
      told(async () => {
        const key = keyOf(id);
        const found = key === undefined ? 'session_missing' : await findBy(key);
        if (typeof found === 'string') return found;
        const session = await refreshTokens(found.key, found.session);
        if (typeof session === 'string') return session;
        const live = { ...found, session };
        return byPerson ? touched(live) : live;
      }),
    async end(id, reason) {
      const key = keyOf(id);
      return key === undefined ? undefined : store.end(key, reason);
    },
    async replace(id, by) {
      const key = keyOf(id);
      const stored = key === undefined ? undefined : await store.find(key);
      if (key === undefined || stored?.kind !== 'active') return;
      const { issuer, person } = stored.session;
      const isSame = issuer === by.issuer && person.id === by.person.id && person.tenantId === by.person.tenantId;
      await store.end(key, isSame ? 'replaced' : 'signed_out');
    },
    async endAllOf(issuer, subject) {
      const keys = await store.keysOf(issuer, subject);
      const ended = await Promise.all(keys.map((key) => store.end(key, 'signed_out_elsewhere')));
      return ended.filter((session) => session !== undefined).length;
    },
    watch(key, onEnded) {
      let stopped = false;
      const stop = () => {
        stopped = true;
        forget();
        clearInterval(timer);
      };
      const over = (reason: EndReason) => {
        if (stopped) return;
        stop();
        onEnded(reason);
      };
      const forget = store.onEnded((ended, reason) => {
        if (ended === key) over(reason);
      });
      const look = async () => {
        // What cannot be found out now may be the next time.
        if (typeof (await findBy(key).catch(() => undefined)) !== 'string') return;
        const stored = await store.find(key).catch(() => undefined);
        over(stored?.kind === 'ended' ? stored.reason : 'expired');
      };
      const timer = setInterval(() => void look(), Math.min(WATCH_INTERVAL_MS, limits.idleMs, limits.maxMs));
      timer.unref();
      void look();
      return stop;
    },
  };
}

/** What a session is kept under; undefined for what is no id. */
function keyOf(id: string | undefined): string | undefined {
  return id !== undefined && ID_PATTERN.test(id) ? hash('sha256', id, 'base64url') : undefined;
}
