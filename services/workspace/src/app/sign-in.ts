import { randomBytes } from 'node:crypto';
import { ServiceError } from '@ameide/service-kit/errors';
import type { Logger } from '@ameide/service-kit/telemetry';
import { returnPath } from '../domain/return-path.ts';
import type { Session } from '../domain/session.ts';
import type { IdentityProviders } from './identity-providers.ts';
import { type AuthMetrics, type IdentityProvider, ProviderError, type Sealer, type SignInWish } from './ports.ts';
import type { ReadPerson } from './read-person.ts';
import { tokensOf } from './refresh-tokens.ts';
import type { Sessions } from './sessions.ts';

/** What signing in is made with. */
export interface SignInDeps {
  readonly providers: IdentityProviders;
  readonly readPerson: ReadPerson;
  readonly sealer: Sealer;
  readonly sessions: Sessions;
  readonly metrics: AuthMetrics;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** An attempt to sign in that was begun. */
export interface BegunAttempt {
  /** Where the browser goes. */
  readonly location: URL;
  /** Names the attempt; it comes back with the provider's answer. */
  readonly state: string;
  /** What the browser keeps until then, and cannot read. */
  readonly sealed: string;
}

/** Why nobody is signed in. Pages say each in a sentence. */
export type SignInFailure =
  | 'attempt_unknown'
  | 'sign_in_cancelled'
  | 'sign_in_refused'
  | 'account_not_accepted'
  | 'provider_unreachable'
  | 'provider_misconfigured';

/** How an attempt has ended. */
export type SignInOutcome =
  | { readonly sessionId: string; readonly session: Session; readonly returnTo: string }
  | { readonly failure: SignInFailure; readonly returnTo: string };

/** The code flow with PKCE, state and nonce. */
export interface SignIn {
  /**
   * @param provider where the person signs in; no other one's answer is taken
   * @param returnTo what the browser asked for; checked here
   * @throws ProviderError
   */
  begin(provider: IdentityProvider, returnTo: string | null, wish: SignInWish): Promise<BegunAttempt>;
  /** @param callback the address that the provider sent the browser to @param sealed what the browser kept for its state */
  complete(callback: URL, sealed: string | undefined): Promise<SignInOutcome>;
  /** When an attempt was begun, in ms since 1970; undefined for what is none any more. */
  begunAt(state: string, sealed: string): number | undefined;
}

/** How long a person may take at the provider. */
export const ATTEMPT_MS = 600_000;
/** Bytes of randomness; PKCE asks for at least 32 in the verifier. */
const STATE_BYTES = 16;
const VERIFIER_BYTES = 32;
/** What the provider says when the person did not want to. */
const CANCELLED = new Set(['access_denied', 'interaction_required', 'login_required']);

/** What is sealed: short names, since it travels in a cookie. */
interface Attempt {
  /** The issuer. */
  readonly i: string;
  readonly v: string;
  readonly n: string;
  readonly r: string;
  readonly t: number;
}

export function createSignIn(deps: SignInDeps): SignIn {
  const { providers, readPerson, sealer, sessions, metrics, logger, now } = deps;

  function openAttempt(state: string | null, sealed: string | undefined): Attempt | undefined {
    const text = state && sealed ? sealer.open(sealed, contextOf(state)) : undefined;
    const attempt = text === undefined ? undefined : (JSON.parse(text) as Attempt);
    return attempt && now() - attempt.t < ATTEMPT_MS ? attempt : undefined;
  }

  async function openSession(provider: IdentityProvider, callback: URL, state: string, attempt: Attempt) {
    const grant = await provider.redeem(callback, { state, nonce: attempt.n, verifier: attempt.v });
    const { sid } = grant.claims;
    const session: Session = {
      issuer: provider.issuer,
      person: await readPerson(grant.accessToken, grant.claims),
      ...(sid !== undefined && { sid }),
      tokens: tokensOf(grant, { idToken: grant.idToken }, now()),
      createdAtMs: now(),
      usedAtMs: now(),
    };
    return { sessionId: await sessions.open(session), session };
  }

  return {
    async begin(provider, returnTo, wish) {
      const state = randomBytes(STATE_BYTES).toString('base64url');
      const nonce = randomBytes(STATE_BYTES).toString('base64url');
      const verifier = randomBytes(VERIFIER_BYTES).toString('base64url');
      const attempt: Attempt = { i: provider.issuer, v: verifier, n: nonce, r: returnPath(returnTo), t: now() };
      const location = await provider.authorizationUrl({ state, nonce, verifier }, wish);
      return { location, state, sealed: sealer.seal(JSON.stringify(attempt), contextOf(state)) };
    },
    async complete(callback, sealed) {
      const state = callback.searchParams.get('state');
      const attempt = openAttempt(state, sealed);
      const provider = attempt && providers.byIssuer(attempt.i);
      if (state === null || attempt === undefined || provider === undefined) {
        metrics.attempted('failed');
        return { failure: 'attempt_unknown', returnTo: '/' };
      }
      try {
        const { sessionId, session } = await openSession(provider, callback, state, attempt);
        logger.info({ tenant_id: session.person.tenantId }, 'signed in');
        metrics.attempted('success');
        return { sessionId, session, returnTo: attempt.r };
      } catch (err) {
        const failure = failureOf(err);
        if (failure === undefined) throw err;
        logger.warn({ err, failure }, 'nobody was signed in');
        metrics.attempted(failure.startsWith('provider_') ? 'failed' : 'refused');
        return { failure, returnTo: attempt.r };
      }
    },
    begunAt: (state, sealed) => openAttempt(state, sealed)?.t,
  };
}

/** What a page says of an error while signing in; undefined for one of our own. */
export function failureOf(error: unknown): SignInFailure | undefined {
  if (error instanceof ServiceError) {
    return error.code === 'unavailable' ? 'provider_unreachable' : 'account_not_accepted';
  }
  if (!(error instanceof ProviderError)) return undefined;
  switch (error.kind) {
    case 'unreachable':
      return 'provider_unreachable';
    case 'misconfigured':
      return 'provider_misconfigured';
    case 'refused':
      return CANCELLED.has(error.code) ? 'sign_in_cancelled' : 'sign_in_refused';
  }
}

function contextOf(state: string): string {
  return `attempt ${state}`;
}
