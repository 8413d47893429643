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
const PASSWORD = 'password';
const TENANT_CLAIM = { 'claim.name': 'tenant_id', 'claim.value': 'acme', 'jsonType.label': 'String' };

/** Makes the realm that docs/how-to/use-your-identity-provider.md describes. @param publicUrl of the workspace */
export async function makeRealm(keycloakUrl: string, publicUrl: string): Promise<KeycloakRealm> {
  const mapper = (name: string, protocolMapper: string, config: Record<string, string>) => ({
    name,
    protocol: 'openid-connect',
    protocolMapper,
    config: { 'access.token.claim': 'true', ...config },
  });
  await admin(keycloakUrl, 'POST', '', {
    realm: REALM,
    enabled: true,
    sslRequired: 'none',
    revokeRefreshToken: true,
    refreshTokenMaxReuse: 0,
    roles: { realm: [{ name: 'graph.editor' }] },
    clients: [
      {
        clientId: CLIENT.clientId,
        secret: CLIENT.clientSecret,
        redirectUris: [`${publicUrl}/auth/callback`],
        attributes: {
          'pkce.code.challenge.method': 'S256',
          'post.logout.redirect.uris': `${publicUrl}/`,
          'backchannel.logout.url': `${publicUrl}/auth/back-channel-logout`,
          'backchannel.logout.session.required': 'true',
        },
        protocolMappers: [
          mapper('audience', 'oidc-audience-mapper', { 'included.client.audience': CLIENT.clientId }),
          mapper('tenant', 'oidc-hardcoded-claim-mapper', TENANT_CLAIM),
        ],
      },
    ],
    users: [
      {
        username: 'alice',
        enabled: true,
        email: 'alice@example.com',
        emailVerified: true,
        firstName: 'Alice',
        lastName: 'Adams',
        credentials: [{ type: 'password', value: PASSWORD, temporary: false }],
        realmRoles: ['graph.editor'],
      },
    ],
  });
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
