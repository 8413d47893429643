import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** The cookies of the workspace. What is in them says nothing to whoever reads them. */
export interface Cookies {
  /** The id of the browser's session, if it says one. */
  sessionId(request: IncomingMessage): string | undefined;
  setSessionId(response: ServerResponse, id: string): void;
  clearSessionId(response: ServerResponse): void;
  /** The id of the identity provider at which somebody has signed in here last. */
  provider(request: IncomingMessage): string | undefined;
  setProvider(response: ServerResponse, id: string): void;
  clearProvider(response: ServerResponse): void;
  /** What the browser keeps of an attempt to sign in. */
  attempt(request: IncomingMessage, state: string): string | undefined;
  /** Keeps it, and drops the oldest of too many. `begunAt` says when one was begun; undefined if it is none any more. */
  setAttempt(
    request: IncomingMessage,
    response: ServerResponse,
    attempt: { readonly state: string; readonly sealed: string },
    begunAt: (state: string, sealed: string) => number | undefined,
  ): void;
  clearAttempt(response: ServerResponse, state: string): void;
}

/** How long cookies last, in ms. */
export interface CookieTimes {
  readonly sessionMs: number;
  readonly attemptMs: number;
}

const MAX_ATTEMPTS = 5;
const PROVIDER_MS = 365 * 86_400_000;
const SEPARATOR = '.';

/**
 * @param secure whether the public address is https; then no other host, and nobody on the way, can set our cookies
 * @param crossSite whether browsers send them also where pages of another site lead here, which needs https
 */
export function createCookies(secure: boolean, times: CookieTimes, crossSite = false): Cookies {
  const sessionName = secure ? '__Host-ameide' : 'ameide';
  const providerName = `${sessionName}-provider`;
  const attemptPrefix = `${sessionName}-attempt-`;
  const attemptName = (state: string) => `${attemptPrefix}${hash('sha256', state, 'base64url').slice(0, 16)}`;

  const append = (response: ServerResponse, name: string, value: string, maxAgeMs: number) => {
    const attributes = [
      'Path=/',
      'HttpOnly',
      `SameSite=${secure && crossSite ? 'None' : 'Lax'}`,
      `Max-Age=${Math.trunc(maxAgeMs / 1_000)}`,
    ];
    response.appendHeader('set-cookie', [`${name}=${value}`, ...attributes, ...(secure ? ['Secure'] : [])].join('; '));
  };
  const stateOf = (value: string) => value.slice(0, value.indexOf(SEPARATOR));
  const sealedOf = (value: string) => value.slice(value.indexOf(SEPARATOR) + 1);

  return {
    sessionId: (request) => readCookies(request).get(sessionName),
    setSessionId: (response, id) => append(response, sessionName, id, times.sessionMs),
    clearSessionId: (response) => append(response, sessionName, '', 0),
    provider: (request) => readCookies(request).get(providerName),
    setProvider: (response, id) => append(response, providerName, id, PROVIDER_MS),
    clearProvider: (response) => append(response, providerName, '', 0),
    attempt(request, state) {
      const value = readCookies(request).get(attemptName(state));
      return value && stateOf(value) === state ? sealedOf(value) : undefined;
    },
    setAttempt(request, response, { state, sealed }, begunAt) {
      const others = [...readCookies(request)]
        .filter(([name]) => name.startsWith(attemptPrefix))
        .map(([name, value]) => ({ name, at: begunAt(stateOf(value), sealedOf(value)) ?? 0 }))
        .sort((a, b) => b.at - a.at);
      for (const [index, { name, at }] of others.entries()) {
        if (at === 0 || index >= MAX_ATTEMPTS - 1) append(response, name, '', 0);
      }
      append(response, attemptName(state), `${state}${SEPARATOR}${sealed}`, times.attemptMs);
    },
    clearAttempt: (response, state) => append(response, attemptName(state), '', 0),
  };
}

/** Of two with one name the first counts, as browsers send the more specific one first. */
function readCookies({ headers }: IncomingMessage): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const part of (headers.cookie ?? '').split(';')) {
    const at = part.indexOf('=');
    const name = part.slice(0, at).trim();
    if (at > 0 && !cookies.has(name)) cookies.set(name, part.slice(at + 1).trim());
  }
  return cookies;
}
