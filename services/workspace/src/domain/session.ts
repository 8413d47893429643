/** Who has signed in, as pages show it. */
export interface Person {
  /** Subject of the tokens. */
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  readonly tenantId: string;
  readonly roles: readonly string[];
}

/** What the identity provider has issued. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken?: string;
  readonly idToken: string;
  /** End of the access token, in ms since 1970. */
  readonly expiresAtMs: number;
}

/** Somebody's sign-in, from the browser in which it was made. */
export interface Session {
  readonly issuer: string;
  readonly person: Person;
  /** The provider's own name of its session, if it tells. */
  readonly sid?: string;
  readonly tokens: Tokens;
  readonly createdAtMs: number;
  /** When the person last did something. */
  readonly usedAtMs: number;
}

/**
 * Why a session is over: its person has signed out here, or has signed in again in the same browser; the provider says that they have elsewhere, or takes the refresh token
 * no more; nobody used it for too long, or it was too old.
 */
export type EndReason = 'signed_out' | 'replaced' | 'signed_out_elsewhere' | 'revoked' | 'expired';

/** How long sessions last. */
export interface SessionLimits {
  /** Without anything done. */
  readonly idleMs: number;
  /** From the sign-in on, whatever is done. */
  readonly maxMs: number;
}

/** A token is renewed so long before its end, so that none expires on its way. */
const RENEW_EARLY_MS = 10_000;

/** When a session ends if nothing is done any more, in ms since 1970. */
export function endsAt({ usedAtMs, createdAtMs }: Session, { idleMs, maxMs }: SessionLimits): number {
  return Math.min(usedAtMs + idleMs, createdAtMs + maxMs);
}

/** Whether the access token has to be renewed before it is used. */
export function isStale({ expiresAtMs }: Tokens, nowMs: number): boolean {
  return nowMs + RENEW_EARLY_MS >= expiresAtMs;
}
