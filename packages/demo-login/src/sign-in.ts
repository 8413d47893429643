import { createHash, randomBytes } from 'node:crypto';
import { CookieJar } from './cookie-jar.ts';
import { fillLoginForm } from './login-form.ts';

/** Who signs in, where, with what. */
export interface Credentials {
  readonly issuer: string;
  readonly username: string;
  readonly password: string;
  /** `platform-app` by default. */
  readonly clientId?: string;
}

/** What signing in gives. */
export interface Session {
  readonly accessToken: string;
  /** Absent when the provider gives none. */
  readonly refreshToken: string | undefined;
}

/** Why nobody is signed in: the provider does not want to, or does not answer within 10 s. */
export class SignInError extends Error {
  override readonly name = 'SignInError';
  readonly reason: 'sign_in_refused' | 'issuer_unreachable';

  constructor(reason: SignInError['reason'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** Registered with the provider and never fetched. */
const REDIRECT_URI = 'http://localhost/callback';
const MAX_STEPS = 20;
const TIMEOUT_MS = 10_000;

/** Signs a person in as a browser would. @throws SignInError */
export async function signIn(credentials: Credentials): Promise<Session> {
  const { clientId = 'platform-app' } = credentials;
  const endpoints = await discover(credentials.issuer);
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const start = new URL(endpoints.authorization);
  start.search = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: REDIRECT_URI,
    scope: 'openid profile',
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();
  const returned = await logIn(start.href, REDIRECT_URI, credentials);
  return requestTokens(endpoints.token, {
    grant_type: 'authorization_code',
    client_id: clientId,
    redirect_uri: REDIRECT_URI,
    code: codeFrom(returned, state),
    code_verifier: verifier,
  });
}

/** A source of tokens for `AmeideClient`: signs in at the first call, and again when the token has expired. */
export function createSignInTokenSource(credentials: Credentials): (expired?: string) => Promise<string> {
  let current: Promise<string> | undefined;
  return async (expired) => {
    const known = current;
    const token = await known?.catch(() => undefined);
    // Several calls may find the same token expired; the first one signs in for all.
    if (current === known && (token === undefined || token === expired)) {
      current = signIn(credentials).then(({ accessToken }) => accessToken);
    }
    return current as Promise<string>;
  };
}

/**
 * What a person does in a browser: opens the address, fills in the form, and comes back to the redirect URI, which is not
 * fetched. @throws SignInError
 */
export async function logIn(
  address: string,
  redirectUri: string,
  { username, password }: Pick<Credentials, 'username' | 'password'>,
): Promise<URL> {
  const jar = new CookieJar();
  let url = address;
  let form: URLSearchParams | undefined;
  let passwordSent = false;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const response = await send(url, {
      redirect: 'manual',
      headers: { cookie: jar.header(url) },
      ...(form === undefined ? {} : { method: 'POST', body: form }),
    });
    jar.store(url, response);
    form = undefined;
    const location = response.headers.get('location');
    if (location !== null) {
      url = new URL(location, url).href;
      if (url.startsWith(redirectUri)) return new URL(url);
      continue;
    }
    const filled = fillLoginForm(await response.text(), url, username, password);
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

async function discover(issuer: string): Promise<{ authorization: string; token: string }> {
  const response = await send(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  if (!response.ok) throw unreachable(`${issuer} answered ${response.status}.`);
  const found = (await response.json()) as { authorization_endpoint: string; token_endpoint: string };
  return { authorization: found.authorization_endpoint, token: found.token_endpoint };
}

async function requestTokens(endpoint: string, parameters: Record<string, string>): Promise<Session> {
  const response = await send(endpoint, { method: 'POST', body: new URLSearchParams(parameters) });
  const answer = (await response.json()) as {
    access_token?: string;
    refresh_token?: string;
    error_description?: string;
  };
  if (!response.ok || answer.access_token === undefined) {
    throw refused(`The provider gives no token: ${answer.error_description ?? `status ${response.status}`}.`);
  }
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token,
  };
}

async function send(url: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (cause) {
    throw unreachable(`The identity provider at ${new URL(url).origin} cannot be reached.`, cause);
  }
}

function refused(message: string): SignInError {
  return new SignInError('sign_in_refused', message);
}

function unreachable(message: string, cause?: unknown): SignInError {
  return new SignInError('issuer_unreachable', message, { cause });
}
