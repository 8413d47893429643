import { setTimeout as delay } from 'node:timers/promises';
import { ServiceError } from '@ameide/service-kit/errors';
import type { Logger } from '@ameide/service-kit/telemetry';
import { isStale, type Person, type Session, type Tokens } from '../domain/session.ts';
import type { IdentityProviders } from './identity-providers.ts';
import { type AuthMetrics, type Grant, ProviderError, type SessionStore } from './ports.ts';
import type { ReadPerson } from './read-person.ts';

/** What renewing is made with. */
export interface RefreshDeps {
  readonly store: SessionStore;
  readonly providers: IdentityProviders;
  readonly readPerson: ReadPerson;
  readonly metrics: AuthMetrics;
  readonly logger: Logger;
  /** How long the provider may take, in ms. */
  readonly providerTimeoutMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The session with an access token that can be used; or why there is none. Of many callers at once, over all replicas, one renews. */
export type RefreshTokens = (
  key: string,
  session: Session,
) => Promise<Session | 'session_ended' | 'session_missing' | 'sign_in_unavailable'>;

/** What the lock outlives the provider's answer by: reading and writing the session. */
const LOCK_MARGIN_MS = 2_000;
/** How often those who wait look whether it is done. */
const POLL_MS = 50;

export function createRefreshTokens(deps: RefreshDeps): RefreshTokens {
  const { store, providers, readPerson, metrics, logger, providerTimeoutMs, now } = deps;
  const lockMs = providerTimeoutMs + LOCK_MARGIN_MS;
  const running = new Map<string, ReturnType<RefreshTokens>>();

  /** By the holder of the lock. */
  async function renew(key: string): ReturnType<RefreshTokens> {
    const stored = await store.find(key);
    if (stored === undefined) return 'session_missing';
    if (stored.kind === 'ended') return 'session_ended';
    const { session, generation } = stored;
    const { refreshToken } = session.tokens;
    if (!isStale(session.tokens, now())) return session;
    if (refreshToken === undefined) {
      if (now() < session.tokens.expiresAtMs) return session;
      await store.end(key, 'expired');
      return 'session_ended';
    }
    const provider = providers.byIssuer(session.issuer);
    if (provider === undefined) {
      logger.info('a session is over: nobody signs in at its provider any more');
      await store.end(key, 'revoked');
      return 'session_ended';
    }
    const startedAt = performance.now();
    const seconds = () => (performance.now() - startedAt) / 1_000;
    try {
      const grant = await provider.refresh(refreshToken);
      const person = await personOf(grant, session.person);
      const renewed = { ...session, person, tokens: tokensOf(grant, session.tokens, now()) };
      metrics.refreshed('success', '', seconds());
      // False when the person signed out meanwhile, or when the lock was lost to somebody who has newer tokens.
      return (await store.renew(key, renewed, generation)) ? renewed : await again(key);
    } catch (error) {
      if (error instanceof ServiceError) {
        logger.info({ err: error }, 'a session is over: services do not take its tokens any more');
        await store.end(key, 'revoked');
        return 'session_ended';
      }
      if (!(error instanceof ProviderError)) throw error;
      metrics.refreshed('error', error.code || error.kind, seconds());
      return refused(key, session, generation, error);
    }
  }

  /** New tokens are kept also while nobody can tell who they are about: the old refresh token is spent. */
  async function personOf(grant: Grant, before: Person): Promise<Person> {
    try {
      return await readPerson(grant.accessToken, grant.claims, before);
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'unavailable') return before;
      throw error;
    }
  }

  async function refused(key: string, session: Session, generation: number, err: ProviderError) {
    if (err.kind === 'refused') {
      const stored = await store.find(key);
      // Whoever lost the lock may have spent a refresh token that another one had spent before.
      if (stored?.kind === 'active' && stored.generation !== generation) return stored.session;
      logger.info({ err }, 'a session is over: its refresh token is not taken any more');
      await store.end(key, 'revoked');
      return 'session_ended';
    }
    logger.warn({ err }, 'a token cannot be renewed');
    return now() < session.tokens.expiresAtMs ? session : 'sign_in_unavailable';
  }

  async function again(key: string) {
    const stored = await store.find(key);
    if (stored === undefined) return 'session_missing';
    return stored.kind === 'ended' ? 'session_ended' : stored.session;
  }

  async function renewAlone(key: string): ReturnType<RefreshTokens> {
    for (const deadline = now() + 2 * lockMs; now() < deadline; ) {
      const unlock = await store.lock(key, lockMs);
      if (unlock !== undefined) return await renew(key).finally(unlock);
      await delay(POLL_MS);
      const current = await again(key);
      if (typeof current === 'string' || !isStale(current.tokens, now())) return current;
    }
    return 'sign_in_unavailable';
  }

  return async (key, session) => {
    if (!isStale(session.tokens, now())) return session;
    const joined = running.get(key);
    if (joined !== undefined) return joined;
    const mine = renewAlone(key).finally(() => running.delete(key));
    running.set(key, mine);
    return mine;
  };
}

/** @param before what stays good where nothing new came */
export function tokensOf(grant: Grant, before: Pick<Tokens, 'idToken' | 'refreshToken'>, nowMs: number): Tokens {
  const refreshToken = grant.refreshToken ?? before.refreshToken;
  return {
    accessToken: grant.accessToken,
    idToken: grant.idToken ?? before.idToken,
    ...(refreshToken !== undefined && { refreshToken }),
    expiresAtMs: nowMs + grant.expiresInSeconds * 1_000,
  };
}
