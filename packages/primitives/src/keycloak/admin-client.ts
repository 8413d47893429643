import type { Attempt } from '../outside/attempt.ts';
import {
  type HttpAnswer as Answer,
  OutsideError,
  type OutsideSystem,
  outsideSystem,
} from '../outside/outside-system.ts';

/** How the operator signs in: as a client with a service account, or as an administrator. In the realm `master` unless told. */
export type AdminCredentials = { readonly realm?: string | undefined } & (
  | { readonly clientId: string; readonly clientSecret: string }
  | { readonly username: string; readonly password: string }
);

/** Where Keycloak's admin API is. */
export interface AdminClientOptions {
  /** `https://identity.example.com`, with the relative path if it has one. */
  readonly url: string;
  readonly credentials: AdminCredentials;
  /** How long an answer may take, in ms: 5,000 for what is read and 30,000 for what is written unless told. */
  readonly limits?: { readonly readMs: number; readonly writeMs: number };
}

/** Keycloak's admin API. Paths are below `/admin/realms`. Everything throws OutsideError. */
export interface AdminClient {
  /** What is there, or undefined if nothing is. */
  get<T>(path: string, attempt: Attempt): Promise<T | undefined>;
  /** False if something of that name is there. */
  post(path: string, body: unknown, attempt: Attempt): Promise<boolean>;
  put(path: string, body: unknown, attempt: Attempt): Promise<void>;
  /** Also where nothing is left to delete. */
  delete(path: string, body: unknown, attempt: Attempt): Promise<void>;
}

/** A new realm gets its keys, roles and flows before Keycloak answers: seconds. */
const LIMITS = { readMs: 5_000, writeMs: 30_000 };
/** A token is taken for over so much before it is, in ms. */
const MARGIN_MS = 10_000;

export function createAdminClient({ url, credentials, limits = LIMITS }: AdminClientOptions): AdminClient {
  const base = url.replace(/\/+$/, '');
  const keycloak = outsideSystem('Keycloak');
  let token: Promise<Token> | undefined;

  const currentToken = async (attempt: Attempt, renew: boolean): Promise<string> => {
    const known = renew ? undefined : await token?.catch(() => undefined);
    if (known !== undefined && known.until > performance.now()) return known.text;
    token = signIn(keycloak, { base, credentials, limitMs: limits.readMs }, attempt);
    return (await token).text;
  };

  const send = async (method: string, path: string, body: unknown, attempt: Attempt): Promise<Answer> => {
    const limitMs = method === 'GET' ? limits.readMs : limits.writeMs;
    const once = async (renew: boolean) => {
      const bearer = await currentToken(attempt, renew);
      if (method !== 'GET') attempt.check();
      const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
      const request = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
      return keycloak.ask((signal) => fetch(`${base}/admin/realms${path}`, { ...request, signal, redirect: 'error' }), {
        signal: attempt.signal,
        limitMs,
      });
    };
    const first = await once(false);
    // A token does not know of a realm that was made after it.
    return first.status === 401 || first.status === 403 ? once(true) : first;
  };

  const refusal = ({ status, text }: Answer, method: string, path: string) =>
    new OutsideError('refused', `Keycloak answers ${status} to ${method} ${path}${reason(text)}.`);

  const write = async (method: string, path: string, body: unknown, attempt: Attempt, ...accepted: number[]) => {
    const answer = await send(method, path, body, attempt);
    if (answer.status >= 300 && !accepted.includes(answer.status)) throw refusal(answer, method, path);
    return answer;
  };

  return {
    async get<T>(path: string, attempt: Attempt) {
      const answer = await send('GET', path, undefined, attempt);
      if (answer.status === 404) return undefined;
      if (answer.status >= 300) throw refusal(answer, 'GET', path);
      return JSON.parse(answer.text) as T;
    },
    post: async (path, body, attempt) => (await write('POST', path, body, attempt, 409)).status !== 409,
    put: async (path, body, attempt) => void (await write('PUT', path, body, attempt)),
    delete: async (path, body, attempt) => void (await write('DELETE', path, body, attempt, 404)),
  };
}

interface SignInOptions {
  readonly base: string;
  readonly credentials: AdminCredentials;
  readonly limitMs: number;
}

interface Token {
  readonly text: string;
  /** By `performance.now()`. */
  readonly until: number;
}

async function signIn(
  keycloak: OutsideSystem,
  { base, credentials: { realm = 'master', ...credentials }, limitMs }: SignInOptions,
  attempt: Attempt,
): Promise<Token> {
  const form =
    'clientId' in credentials
      ? { grant_type: 'client_credentials', client_id: credentials.clientId, client_secret: credentials.clientSecret }
      : { grant_type: 'password', client_id: 'admin-cli', ...credentials };
  const began = performance.now();
  const path = `${base}/realms/${realm}/protocol/openid-connect/token`;
  const answer = await keycloak.ask(
    (signal) => fetch(path, { method: 'POST', body: new URLSearchParams(form), signal, redirect: 'error' }),
    { signal: attempt.signal, limitMs },
  );
  if (answer.status !== 200) {
    const message = `Keycloak does not let the operator in (${answer.status}${reason(answer.text)}). See to its credentials.`;
    throw new OutsideError('refused', message);
  }
  const { access_token: text, expires_in: seconds } = JSON.parse(answer.text) as {
    access_token: string;
    expires_in: number;
  };
  return { text, until: began + seconds * 1_000 - MARGIN_MS };
}

/** What Keycloak says of an error, for people. */
function reason(text: string): string {
  try {
    const said = JSON.parse(text) as { errorMessage?: string; error_description?: string; error?: string };
    const why = said.errorMessage ?? said.error_description ?? said.error;
    return why === undefined ? '' : `: ${why}`;
  } catch {
    return '';
  }
}
