import { hash } from 'node:crypto';
import { isTenantId } from '@ameide/postgres';
import { decodeJwt, errors, type JWTPayload, type JWTVerifyResult, jwtVerify } from 'jose';
import { createWeightedLru } from '../cache/weighted-lru.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { Identity } from './identity.ts';
import { createIssuerKeys, type IssuerKeys, type KeySet, type KeyTimes } from './issuer-keys.ts';
import { type TrustedIssuer, tenantOf } from './trusted-issuer.ts';

/** Which tokens are accepted. */
export interface TokenOptions extends KeyTimes {
  readonly issuers: readonly TrustedIssuer[];
}

interface IssuerWithKeys extends TrustedIssuer {
  readonly keys: IssuerKeys;
}

/** A token that was found good, for as long as it has not expired and its issuer publishes the same keys. */
interface VerifiedToken {
  readonly identity: Identity;
  readonly issuer: IssuerWithKeys;
  readonly keySet: KeySet;
}

const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'];
const CLOCK_TOLERANCE_SECONDS = 5;
const REMEMBERED_TOKENS = 10_000;
const MAX_NAME_LENGTH = 255;

/** Verifies access tokens against the published keys of their issuers. Nothing is fetched before the first token. */
export function createTokenVerifier(options: TokenOptions): (token: string) => Promise<Identity> {
  const { now = Date.now } = options;
  const issuers = new Map<string, IssuerWithKeys>();
  for (const issuer of options.issuers) {
    issuers.set(issuer.issuer, { ...issuer, keys: createIssuerKeys(issuer, options) });
  }
  const remembered = createWeightedLru<VerifiedToken>(REMEMBERED_TOKENS);

  async function verify(token: string, issuer: IssuerWithKeys): Promise<VerifiedToken> {
    const check = (keySet: KeySet) =>
      jwtVerify(token, keySet, {
        issuer: issuer.issuer,
        audience: issuer.audience ?? 'platform-app',
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: new Date(now()),
        requiredClaims: ['exp', 'sub'],
      });
    let keySet = await issuer.keys.current();
    const result = await check(keySet).catch(async (error: unknown) => {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      keySet = await issuer.keys.renewed();
      return check(keySet);
    });
    return { identity: identityOf(result, issuer), issuer, keySet };
  }

  return async (token) => {
    const digest = hash('sha256', token, 'base64url');
    const known = remembered.get(digest);
    if (known && known.identity.expiresAtMs > now() && known.keySet === (await known.issuer.keys.current())) {
      return known.identity;
    }
    try {
      // Only chooses the keys; whether it is true the signature tells.
      const issuer = issuers.get(String(decodeJwt(token).iss));
      if (issuer === undefined) throw tokenInvalid('its issuer is not trusted here');
      const verified = await verify(token, issuer);
      remembered.set(digest, verified, 1);
      return verified.identity;
    } catch (error) {
      if (error instanceof errors.JWTExpired) {
        throw tokenExpired(error);
      }
      if (error instanceof errors.JOSEError) throw tokenInvalid('it is not one of this platform', error);
      throw error;
    }
  };
}

function identityOf({ payload: claims, protectedHeader }: JWTVerifyResult, issuer: TrustedIssuer): Identity {
  if (!isAccessToken(claims, protectedHeader.typ)) throw tokenInvalid('it is no access token');
  const tenantId = tenantOf(issuer, claims);
  if (tenantId === undefined || !isTenantId(tenantId)) throw tokenInvalid('it names no tenant that it may speak for');
  const { sub, name, preferred_username: username } = claims;
  if (!isName(sub)) throw tokenInvalid('it names no person');
  const realm = claims.realm_access;
  const realmRoles = typeof realm === 'object' && realm !== null && 'roles' in realm ? realm.roles : [];
  return {
    tenantId,
    actorId: sub,
    actorName: [name, username].find(isName) ?? sub,
    roles: new Set([...strings(claims.roles), ...strings(realmRoles)]),
    caller: 'user',
    runId: '',
    agentId: '',
    expiresAtMs: (claims.exp! + CLOCK_TOLERANCE_SECONDS) * 1000,
  };
}

/** Whether a claim is a name: what JSON lets stand for a text may be something else. */
function isName(claim: unknown): claim is string {
  const isText = typeof claim === 'string' && claim !== '' && claim.length <= MAX_NAME_LENGTH;
  return isText && claim.isWellFormed() && !/\p{Cc}/u.test(claim);
}

/**
 * Whether it opens an API: RFC 9068 says so by the header `typ: at+jwt`, Keycloak by the claim `typ: Bearer`. An id token,
 * which tells a client who signed in, has the same issuer, keys and audience, and neither of the two.
 */
function isAccessToken(claims: JWTPayload, headerType: string | undefined): boolean {
  return /^(application\/)?at\+jwt$/i.test(headerType ?? '') || claims.typ === 'Bearer';
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The refusal of a token whose time is over, and the end of a stream that was opened with it. */
export function tokenExpired(cause?: unknown): ServiceError {
  return new ServiceError('unauthenticated', 'token_expired', 'The token has expired; refresh it.', { cause });
}

function tokenInvalid(why: string, cause?: unknown): ServiceError {
  const message = `The token is not accepted: ${why}. Sign in again.`;
  return new ServiceError('unauthenticated', 'token_invalid', message, { cause });
}
