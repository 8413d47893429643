import { createHash, randomBytes } from 'node:crypto';

/** A client of the realm, and where its server is reached from here. */
export interface VisitedRealm {
  /** `http://127.0.0.1:…/realms/ameide`. */
  readonly url: string;
  /** The same as browsers name it; requests come as if an edge had passed them on. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
}

export interface Tokens {
  readonly access_token: string;
  readonly id_token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
  readonly refresh_expires_in: number;
}

export type Claims = Readonly<Record<string, unknown>>;

/** Goes to the page where people sign in. @param more parameters in place of the usual ones; an empty one is left out */
export async function openForm(
  realm: VisitedRealm,
  verifier = '',
  more: Readonly<Record<string, string>> = {},
): Promise<{
  readonly status: number;
  readonly location: string | null;
  readonly action?: string;
  readonly cookie: string;
}> {
  const parameters = {
    client_id: realm.clientId,
    redirect_uri: realm.redirectUri,
    response_type: 'code',
    scope: 'openid profile email',
    state: 'a-state',
    nonce: 'a-nonce',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...more,
  };
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== ''));
  const response = await browse(realm, `${realm.url}/protocol/openid-connect/auth?${query}`);
  const [, action] = /<form\b[^>]*\baction="([^"]+)"/.exec(await response.text()) ?? [];
  const cookie = response.headers
    .getSetCookie()
    .map((text) => text.split(';', 1)[0])
    .join('; ');
  const { status, headers } = response;
  return { status, location: headers.get('location'), cookie, ...(action !== undefined && { action }) };
}

/** Signs somebody in and redeems the code. @returns undefined when the password is not taken */
export async function signIn(realm: VisitedRealm, username: string, password: string): Promise<Tokens | undefined> {
  const verifier = randomBytes(32).toString('base64url');
  const { action, cookie } = await openForm(realm, verifier);
  const address = action!.replaceAll('&amp;', '&').replace(realm.issuer, realm.url);
  const posted = await browse(realm, address, {
    method: 'POST',
    headers: { cookie },
    body: new URLSearchParams({ username, password }),
  });
  const location = posted.headers.get('location');
  if (location === null) return undefined;
  const code = new URL(location).searchParams.get('code')!;
  const form = { grant_type: 'authorization_code', code, redirect_uri: realm.redirectUri, code_verifier: verifier };
  return (await (await token(realm, form)).json()) as Tokens;
}

/** Asks the token endpoint, as a service does: inside. */
export function token(realm: VisitedRealm, form: Readonly<Record<string, string>>): Promise<Response> {
  const body = new URLSearchParams({ client_id: realm.clientId, client_secret: realm.clientSecret, ...form });
  return fetch(`${realm.url}/protocol/openid-connect/token`, { method: 'POST', body });
}

export function claimsOf(jwt: string): Claims {
  return JSON.parse(Buffer.from(jwt.split('.')[1]!, 'base64url').toString()) as Claims;
}

/** A request as the edge passes it on. */
function browse({ issuer }: VisitedRealm, url: string, init: RequestInit = {}): Promise<Response> {
  const { host, port } = new URL(issuer);
  const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': host, 'x-forwarded-port': port || '443' };
  return fetch(url, { ...init, redirect: 'manual', headers: { ...forwarded, ...init.headers } });
}
