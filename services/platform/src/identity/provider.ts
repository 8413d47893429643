import type { IncomingMessage, ServerResponse } from 'node:http';
import Provider, { type Configuration, type InteractionResults } from 'oidc-provider';
import type { Pool } from 'pg';
import { PostgresAdapter, removeExpiredPayloads } from './adapter.ts';
import { type DemoUser, demoUsers } from './demo-users.ts';
import { loadOrCreateKeys, type ProviderKeys } from './keys.ts';
import { loginPage } from './login-page.ts';
import { logoutPage } from './logout-page.ts';

/** Client of browsers and command lines; access tokens carry it as their audience. */
export const CLIENT_ID = 'platform-app';
const RESOURCE = `urn:${CLIENT_ID}`;
const scopes = ['openid', 'profile', 'email'];
const MOUNT_PATH = '/oidc';
const interactionPath = /^\/interaction\/([\w-]+)$/;
const FORM_LIMIT_BYTES = 4096;

/** For those who went back to the form after they have used it. */
const EXPIRED_PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Sign in – Ameide</title></head>
<body><p>This sign-in has expired. <a href="/">Go back to the application</a>.</p></body>
</html>`;

export interface IdentityProvider {
  readonly issuer: string;
  /** Answers a request below the mount path; false when the request is not for the provider. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
}

/**
 * An OpenID provider inside the process, for laptops: authorization code with PKCE, refresh tokens, JWT access tokens,
 * and the demo users as its only people. In a cluster Keycloak takes its place (`OIDC_ISSUER`).
 */
export async function createIdentityProvider(publicUrl: string, pool: Pool): Promise<IdentityProvider> {
  const issuer = `${publicUrl}${MOUNT_PATH}`;
  await removeExpiredPayloads(pool);
  const provider = new Provider(issuer, configuration(publicUrl, pool, await loadOrCreateKeys(pool)));
  const callback = provider.callback();

  async function interact(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await provider.interactionDetails(request, response);
    if (request.method !== 'POST') return sendPage(response, 200, loginPage(demoUsers));
    const form = await readForm(request);
    const user = demoUsers.find(
      ({ login, password }) => login === form.get('login') && password === form.get('password'),
    );
    if (!user) return sendPage(response, 401, loginPage(demoUsers, { login: form.get('login') ?? '' }));
    const result: InteractionResults = { login: { accountId: user.id } };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }

  return {
    issuer,
    handle(request, response) {
      const url = request.url ?? '';
      if (!url.startsWith(`${MOUNT_PATH}/`)) return false;
      const inner = url.slice(MOUNT_PATH.length);
      // The provider derives the addresses that it announces from what a mounting framework leaves here.
      Object.assign(request, { originalUrl: url, baseUrl: MOUNT_PATH });
      request.url = inner;
      if (interactionPath.test(inner)) {
        interact(request, response).catch(() => sendPage(response, 400, EXPIRED_PAGE));
      } else {
        callback(request, response);
      }
      return true;
    },
  };
}

function configuration(publicUrl: string, pool: Pool, keys: ProviderKeys): Configuration {
  const account = (id: string) => demoUsers.find((user) => user.id === id);
  return {
    adapter: (model) => new PostgresAdapter(pool, model),
    clients: [
      {
        client_id: CLIENT_ID,
        application_type: 'web',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: [`${publicUrl}/auth/callback`, `${publicUrl}/callback`, 'http://localhost/callback'],
        post_logout_redirect_uris: [`${publicUrl}/`],
        backchannel_logout_uri: `${publicUrl}/auth/back-channel-logout`,
        backchannel_logout_session_required: true,
      },
    ],
    jwks: { keys: [keys.signing] },
    cookies: { keys: [keys.cookie] },
    // By itself the provider calls no address of this machine, on which its only client is.
    fetch: (url, options) => {
      const { dispatcher: _guard, ...rest } = { ...options };
      return fetch(url, rest);
    },
    pkce: { required: () => true },
    scopes,
    responseTypes: ['code'],
    claims: { openid: ['sub'], profile: ['name', 'tenant_id', 'roles'], email: ['email'] },
    // Pages show who has signed in by the id token.
    conformIdTokenClaims: false,
    clientBasedCORS: (_context, origin) => origin === publicUrl,
    findAccount: (_context, id) => {
      const user = account(id);
      return user && { accountId: id, claims: () => ({ sub: id, ...claimsOf(user), email: user.email }) };
    },
    extraTokenClaims: (_context, token) => {
      const user = 'accountId' in token && token.accountId ? account(token.accountId) : undefined;
      return user && claimsOf(user);
    },
    // A first-party client: signing in is the consent. One grant for each sign-in, or that of one tab would undo that of another.
    loadExistingGrant: async (context) => {
      const { session, client, provider } = context.oidc;
      const known = session!.grantIdFor(client!.clientId);
      const before = known && (await provider.Grant.find(known));
      if (before) return before;
      const grant = new provider.Grant({ accountId: session!.accountId!, clientId: client!.clientId });
      grant.addOIDCScope(scopes.join(' '));
      grant.addResourceScope(RESOURCE, scopes.join(' '));
      await grant.save();
      return grant;
    },
    issueRefreshToken: async (_context, client) => client.grantTypeAllowed('refresh_token'),
    interactions: { url: (_context, interaction) => `${MOUNT_PATH}/interaction/${interaction.uid}` },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: async (context, form) => {
          const { html, policy } = logoutPage(form, context.oidc.entities.IdTokenHint !== undefined);
          context.set('content-security-policy', policy);
          context.body = html;
        },
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: scopes.join(' '),
          audience: CLIENT_ID,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 15 * 60,
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    ttl: {
      AccessToken: 15 * 60,
      IdToken: 15 * 60,
      Interaction: 600,
      Session: 14 * 86400,
      Grant: 14 * 86400,
      RefreshToken: 14 * 86400,
    },
    renderError: (context, out) => {
      context.type = 'json';
      context.body = out;
    },
  };
}

function claimsOf(user: DemoUser) {
  return { tenant_id: user.tenantId, roles: user.roles, name: user.name };
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let body = '';
  for await (const chunk of request) {
    body += chunk;
    if (body.length > FORM_LIMIT_BYTES) throw new Error('the sign-in form is too large');
  }
  return new URLSearchParams(body);
}

function sendPage(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  });
  response.end(html);
}
