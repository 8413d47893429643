import { isTenantId } from '@ameide/postgres';
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { ServiceError } from '../errors/service-error.ts';
import type { Identity } from './identity.ts';

/** Which tokens are accepted. */
export interface TokenOptions {
  /** Must equal the claim `iss`. */
  readonly issuer: string;
  /** Must be in the claim `aud`; `platform-app` by default. */
  readonly audience?: string;
  /** Where the issuer's keys are; found through OpenID Connect discovery by default. */
  readonly jwksUri?: string;
  /** How long after a fetch an unknown key id does not cause another one, in ms; 5,000 by default. */
  readonly jwksCooldownMs?: number;
  /** How long keys are used before they are fetched again, in ms; 600,000 by default. */
  readonly jwksMaxAgeMs?: number;
}

const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'];
const CLOCK_TOLERANCE_SECONDS = 5;
const FETCH_TIME_OUT_MS = 5_000;

/** Verifies access tokens against an issuer's published keys. Nothing is fetched before the first token. */
export function createTokenVerifier(options: TokenOptions): (token: string) => Promise<Identity> {
  const keys = createKeySource(options);
  const audience = options.audience ?? 'platform-app';
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: options.issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['exp', 'sub'],
      });
      return identityFromClaims(payload);
    } catch (error) {
      if (error instanceof errors.JWTExpired) {
        throw new ServiceError('unauthenticated', 'token_expired', 'The token has expired; refresh it.', {
          cause: error,
        });
      }
      if (error instanceof errors.JOSEError) throw tokenInvalid('it is not one of this platform', error);
      throw error;
    }
  };
}

function createKeySource(options: TokenOptions): JWTVerifyGetKey {
  let source: Promise<JWTVerifyGetKey> | undefined;
  const open = async () => {
    const uri = options.jwksUri ?? (await discoverJwksUri(options.issuer));
    return createRemoteJWKSet(new URL(uri), {
      cooldownDuration: options.jwksCooldownMs ?? 5_000,
      cacheMaxAge: options.jwksMaxAgeMs ?? 600_000,
      timeoutDuration: FETCH_TIME_OUT_MS,
    });
  };
  return async (header, token) => {
    try {
      source ??= open();
      return await (await source)(header, token);
    } catch (error) {
      if (concernsToken(error)) throw error;
      // A failed discovery must not be remembered.
      await source?.catch(() => {
        source = undefined;
      });
      const message = 'The token cannot be checked, since its issuer cannot be reached. Try again.';
      throw new ServiceError('unavailable', 'issuer_unreachable', message, { cause: error });
    }
  };
}

async function discoverJwksUri(issuer: string): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_TIME_OUT_MS) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const { jwks_uri: jwksUri } = (await response.json()) as { jwks_uri?: unknown };
  if (typeof jwksUri !== 'string') throw new Error(`${url} names no jwks_uri`);
  return jwksUri;
}

function concernsToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}

function identityFromClaims(claims: JWTPayload): Identity {
  // An id token tells a client who signed in; it must not open an API, although its audience is the same.
  if (claims.typ === 'ID' || claims.at_hash !== undefined) throw tokenInvalid('it is an id token');
  const tenantId = claims.tenant_id;
  if (typeof tenantId !== 'string' || !isTenantId(tenantId)) throw tokenInvalid('it names no tenant');
  if (!claims.sub) throw tokenInvalid('it names no person');
  const realm = claims.realm_access;
  const realmRoles = typeof realm === 'object' && realm !== null && 'roles' in realm ? realm.roles : [];
  return {
    tenantId,
    actorId: claims.sub,
    roles: new Set([...strings(claims.roles), ...strings(realmRoles)]),
    caller: 'user',
    runId: '',
  };
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function tokenInvalid(why: string, cause?: unknown): ServiceError {
  const message = `The token is not accepted: ${why}. Sign in again.`;
  return new ServiceError('unauthenticated', 'token_invalid', message, { cause });
}
