import { readFile } from 'node:fs/promises';
import { KEYCLOAK_ADMIN } from '@ameide/operator-kit/testing';
import type { Browser } from './browser.ts';

/** A realm of a Keycloak with one person, and what an administrator does there. */
export interface KeycloakRealm {
  readonly issuer: string;
  /** Ends everything of that person. */
  logOut(): Promise<void>;
  setEnabled(enabled: boolean): Promise<void>;
}

export const CLIENT = { clientId: 'platform-app', clientSecret: 'a secret of this client' };
const REALM = 'ameide';
const PASSWORD = 'a password of twelve or more';
const SOURCE = new URL('../../../charts/ameide-realm/files/realm.json', import.meta.url);

/** Makes the realm that clusters have, for a workspace at another address. @param publicUrl of the workspace */
export async function makeRealm(keycloakUrl: string, publicUrl: string): Promise<KeycloakRealm> {
  const given: Readonly<Record<string, string>> = { PLATFORM_APP_SECRET: CLIENT.clientSecret };
  const text = await readFile(SOURCE, 'utf8');
  const representation = text.replaceAll(/\$\{([A-Z_]+)\}/g, (_, name: string) => given[name] ?? publicUrl);
  const alice = {
    username: 'alice',
    enabled: true,
    email: 'alice@example.com',
    emailVerified: true,
    firstName: 'Alice',
    lastName: 'Adams',
    attributes: { tenant_id: ['acme'] },
    credentials: [{ type: 'password', value: PASSWORD, temporary: false }],
    realmRoles: ['graph.editor'],
  };
  await admin(keycloakUrl, 'POST', '', { ...JSON.parse(representation), users: [alice] });
  const users = await admin(keycloakUrl, 'GET', `/${REALM}/users?username=alice`);
  const [user] = (await users.json()) as [{ id: string }];
  return {
    issuer: `${keycloakUrl}/realms/${REALM}`,
    logOut: async () => void (await admin(keycloakUrl, 'POST', `/${REALM}/users/${user.id}/logout`)),
    setEnabled: async (enabled) => void (await admin(keycloakUrl, 'PUT', `/${REALM}/users/${user.id}`, { enabled })),
  };
}

/** Fills in Keycloak's form, to which a sign-in has led; where the browser is then. */
export async function logIn(browser: Browser, signInUrl: string): Promise<string> {
  const { response, url } = await browser.open(signInUrl);
  const html = await response.text();
  const [, action] = /<form\b[^>]*\baction="([^"]+)"/.exec(html) ?? [];
  if (action === undefined) throw new Error(`${url} is no form:\n${html}`);
  const body = new URLSearchParams({ username: 'alice', password: PASSWORD });
  const posted = await browser.send(action.replaceAll('&amp;', '&'), { method: 'POST', body });
  return (await browser.open(posted.headers.get('location') ?? '')).url;
}

async function admin(url: string, method: string, path: string, body?: object): Promise<Response> {
  const form = new URLSearchParams({ grant_type: 'password', client_id: 'admin-cli', ...KEYCLOAK_ADMIN });
  const tokens = await fetch(`${url}/realms/master/protocol/openid-connect/token`, { method: 'POST', body: form });
  const { access_token: token } = (await tokens.json()) as { access_token: string };
  const response = await fetch(`${url}/admin/realms${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response;
}
