import { createHash, randomBytes } from 'node:crypto';
import { CookieJar } from './cookie-jar.ts';
import { AmeideError } from './errors.ts';
import { fillLoginForm } from './login-form.ts';

/** A client of an OpenID provider. */
export interface OpenIdClient {
  readonly issuer: string;
  /** `platform-app` by default. */
  readonly clientId?: string;
  readonly signal?: AbortSignal;
}

/** Who signs in, with what. */
export interface Credentials extends OpenIdClient {
  readonly username: string;
  readonly password: string;
  /** Registered with the provider and never fetched; `http://localhost/callback` by default. */
  readonly redirectUri?: string;
}

/** What signing in gives. */
export interface Session {
  readonly accessToken: string;
  /** Absent when the provider gives none. */
  readonly refreshToken: string | undefined;
  /** When the access token expires, in ms since 1970. */
  readonly expiresAt: number;
}

const CLIENT_ID = 'platform-app';
const MAX_STEPS = 20;
const TIME_OUT_MS = 10_000;

/**
 * Signs a person in as a browser would, by the authorization code flow with PKCE and the provider's own form. For command
 * lines and tests.
 *
 * @throws AmeideError unauthenticated `sign_in_refused` when the password is wrong; unavailable `issuer_unreachable`, also when it
 * takes longer than 10 s to answer
 */
export async function signIn(credentials: Credentials): Promise<Session> {
  const { clientId = CLIENT_ID, redirectUri = 'http://localhost/callback', signal } = credentials;
  const endpoints = await discover(credentials.issuer, signal);
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const start = new URL(endpoints.authorization);
  start.search = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid profile',
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();
  const code = await authorize(start.href, redirectUri, state, credentials);
  return requestTokens(endpoints.token, signal, {
    grant_type: 'authorization_code',
    client_id: clientId,
    redirect_uri: redirectUri,
    code,
    code_verifier: verifier,
  });
}

/** A new session in place of one whose access token has expired. @throws AmeideError unauthenticated `sign_in_refused` */
export async function refresh(client: OpenIdClient, refreshToken: string): Promise<Session> {
  const { token } = await discover(client.issuer, client.signal);
  const session = await requestTokens(token, client.signal, {
    grant_type: 'refresh_token',
    client_id: client.clientId ?? CLIENT_ID,
    refresh_token: refreshToken,
  });
  return { ...session, refreshToken: session.refreshToken ?? refreshToken };
}

/** A source of tokens for `AmeideClient`: signs in at the first call, and again, or refreshes, when a token has expired. */
export function createSignInTokenSource(credentials: Credentials): (expired?: string) => Promise<string> {
  let current: Promise<Session> | undefined;
  const renew = async (session: Session) => {
    if (session.refreshToken === undefined) return signIn(credentials);
    return refresh(credentials, session.refreshToken).catch(() => signIn(credentials));
  };
  return async (expired) => {
    const known = current;
    const session = known === undefined ? undefined : await known.catch(() => undefined);
    // Several calls may find the same token expired; the first one renews it for all.
    if (current === known && (session === undefined || session.accessToken === expired)) {
      current = session === undefined ? signIn(credentials) : renew(session);
    }
    return (await (current as Promise<Session>)).accessToken;
  };
}

async function authorize(start: string, redirectUri: string, state: string, credentials: Credentials): Promise<string> {
  const jar = new CookieJar();
  let url = start;
  let form: URLSearchParams | undefined;
  let passwordSent = false;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const response = await send(url, credentials.signal, {
      redirect: 'manual',
      headers: { cookie: jar.header(url) },
      ...(form === undefined ? {} : { method: 'POST', body: form }),
    });
    jar.store(url, response);
    form = undefined;
    const location = response.headers.get('location');
    if (location !== null) {
      url = new URL(location, url).href;
      if (url.startsWith(redirectUri)) return codeFrom(new URL(url), state);
      continue;
    }
    const filled = fillLoginForm(await response.text(), url, credentials.username, credentials.password);
    if (filled === undefined)
      throw refused(`The provider answered ${response.status} where it should ask who you are.`);
    if (filled.asksPassword && passwordSent) throw refused('The provider does not accept this user and password.');
    passwordSent ||= filled.asksPassword;
    url = filled.action;
    form = filled.fields;
  }
  throw refused('The provider leads in circles.');
}

function codeFrom({ searchParams }: URL, state: string): string {
  const code = searchParams.get('code');
  const problem = searchParams.get('error_description') ?? searchParams.get('error');
  if (code === null) throw refused(`The provider refuses: ${problem ?? 'it sent no code'}.`);
  if (searchParams.get('state') !== state) throw refused('The answer of the provider belongs to another request.');
  return code;
}

async function discover(issuer: string, signal?: AbortSignal): Promise<{ authorization: string; token: string }> {
  const response = await send(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, signal, {});
  if (!response.ok) throw unreachable(`${issuer} answered ${response.status}.`);
  const found = (await response.json()) as { authorization_endpoint: string; token_endpoint: string };
  return { authorization: found.authorization_endpoint, token: found.token_endpoint };
}

async function requestTokens(
  endpoint: string,
  signal: AbortSignal | undefined,
  parameters: Record<string, string>,
): Promise<Session> {
  const response = await send(endpoint, signal, { method: 'POST', body: new URLSearchParams(parameters) });
  const answer = (await response.json()) as {
    access_token?: string;
    refresh_token?: string;
    expires_in?: number;
    error_description?: string;
  };
  if (!response.ok || answer.access_token === undefined) {
    throw refused(`The provider gives no token: ${answer.error_description ?? `status ${response.status}`}.`);
  }
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token,
    expiresAt: Date.now() + (answer.expires_in ?? 0) * 1000,
  };
}

async function send(url: string, signal: AbortSignal | undefined, init: RequestInit): Promise<Response> {
  try {
    const limit = AbortSignal.timeout(TIME_OUT_MS);
    return await fetch(url, { ...init, signal: signal ? AbortSignal.any([signal, limit]) : limit });
  } catch (cause) {
    signal?.throwIfAborted();
    throw unreachable(`The identity provider at ${new URL(url).origin} cannot be reached.`, cause);
  }
}

function refused(message: string): AmeideError {
  return new AmeideError('unauthenticated', 'sign_in_refused', message);
}

function unreachable(message: string, cause?: unknown): AmeideError {
  return new AmeideError('unavailable', 'issuer_unreachable', message, { cause });
}
