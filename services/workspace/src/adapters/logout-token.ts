import { createRemoteJWKSet, decodeJwt, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { LogoutSubject } from '../app/ports.ts';

/** Whose logout tokens are read. */
export interface LogoutTokenOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly timeoutMs: number;
  /** Where the keys of the issuer are. */
  jwksUri(): Promise<string>;
}

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'];
const CLOCK_TOLERANCE_SECONDS = 5;
/** A token that somebody kept says nothing about now. */
const MAX_AGE_SECONDS = 120;
/** What a logout token calls itself; older providers say nothing or only that it is a JWT. */
const TYPES = new Set([undefined, 'JWT', 'logout+jwt']);

/** Checks logout tokens as OpenID Connect Back-Channel Logout 1.0 asks, section 2.6. */
export function createLogoutTokenReader(
  options: LogoutTokenOptions,
): (token: string) => Promise<LogoutSubject | undefined> {
  let keys: { readonly uri: string; readonly get: JWTVerifyGetKey } | undefined;
  const currentKeys = async () => {
    const uri = await options.jwksUri();
    if (keys?.uri !== uri) {
      keys = { uri, get: createRemoteJWKSet(new URL(uri), { timeoutDuration: options.timeoutMs }) };
    }
    return keys.get;
  };
  return async (token) => {
    try {
      // Nobody is asked for keys because of what is another's.
      if (decodeJwt(token).iss !== options.issuer) return undefined;
      const { payload, protectedHeader } = await jwtVerify(token, await currentKeys(), {
        issuer: options.issuer,
        audience: options.clientId,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        maxTokenAge: MAX_AGE_SECONDS,
        requiredClaims: ['iat', 'jti'],
      });
      const { events, nonce, sid, sub } = payload;
      const isLogout = typeof events === 'object' && events !== null && Object.hasOwn(events, EVENT);
      if (!isLogout || nonce !== undefined || !TYPES.has(protectedHeader.typ)) return undefined;
      if (typeof sid === 'string' && sid !== '') return { sid };
      return typeof sub === 'string' && sub !== '' ? { subject: sub } : undefined;
    } catch {
      return undefined;
    }
  };
}
