import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { ServiceError } from '../errors/service-error.ts';
import type { TrustedIssuer } from './trusted-issuer.ts';

/** How an issuer's keys are kept. */
export interface KeyTimes {
  /** How long after a fetch nothing causes another one, in ms; 5,000 by default. */
  readonly jwksCooldownMs?: number;
  /** How long keys are used before they are fetched again, in ms; 600,000 by default. */
  readonly jwksMaxAgeMs?: number;
  /** How much longer they are used while the issuer does not answer, in ms; 3,600,000 by default. */
  readonly jwksMaxStaleMs?: number;
  /** The clock, in ms since 1970. */
  readonly now?: () => number;
}

/** An issuer's keys, the same object for as long as the issuer publishes the same ones. */
export type KeySet = JWTVerifyGetKey;

/** @throws ServiceError unavailable `issuer_unreachable` from both, when there are no keys and none can be had */
export interface IssuerKeys {
  /** The keys, without waiting while there are some. Old ones are renewed in the background, by one fetch for all callers. */
  current(): KeySet | Promise<KeySet>;
  /** The keys after another fetch, for a key id that is not among them; at most once in the cooldown. */
  renewed(): Promise<KeySet>;
}

const FETCH_TIME_OUT_MS = 5_000;

/** Nothing is fetched before the first call. */
export function createIssuerKeys(issuer: TrustedIssuer, times: KeyTimes): IssuerKeys {
  const { jwksCooldownMs = 5_000, jwksMaxAgeMs = 600_000, jwksMaxStaleMs = 3_600_000, now = Date.now } = times;
  let known: { readonly keySet: KeySet; readonly published: string; readonly fetchedAt: number } | undefined;
  let failure: ServiceError | undefined;
  let lastFetchAt = Number.NEGATIVE_INFINITY;
  let pending: Promise<void> | undefined;

  const fetchKeys = async () => {
    try {
      const published = await fetchPublished(issuer);
      const keySet =
        known?.published === published ? known.keySet : createLocalJWKSet(JSON.parse(published) as JSONWebKeySet);
      known = { keySet, published, fetchedAt: now() };
      failure = undefined;
    } catch (cause) {
      const message = 'The token cannot be checked, since its issuer cannot be reached. Try again.';
      failure = new ServiceError('unavailable', 'issuer_unreachable', message, { cause });
    }
    lastFetchAt = now();
    pending = undefined;
  };
  /** Joins a fetch that is under way, and makes none in the cooldown. */
  const renew = async () => {
    if (pending === undefined && now() - lastFetchAt >= jwksCooldownMs) pending = fetchKeys();
    await pending;
  };
  const renewed = async () => {
    await renew();
    if (failure !== undefined || known === undefined) throw failure;
    return known.keySet;
  };

  return {
    current() {
      const age = known === undefined ? Number.POSITIVE_INFINITY : now() - known.fetchedAt;
      if (known === undefined || age >= jwksMaxAgeMs + jwksMaxStaleMs) return renewed();
      if (age >= jwksMaxAgeMs) void renew();
      return known.keySet;
    },
    renewed,
  };
}

/** The issuer's JWK set as text. */
async function fetchPublished({ issuer, jwksUri }: TrustedIssuer): Promise<string> {
  const signal = AbortSignal.timeout(FETCH_TIME_OUT_MS);
  return fetchText(jwksUri ?? (await discoverJwksUri(issuer, signal)), signal);
}

async function discoverJwksUri(issuer: string, signal: AbortSignal): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const { jwks_uri: jwksUri } = JSON.parse(await fetchText(url, signal)) as { jwks_uri?: unknown };
  if (typeof jwksUri !== 'string') throw new Error(`${url} names no jwks_uri`);
  return jwksUri;
}

async function fetchText(url: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.text();
}
