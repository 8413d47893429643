import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import Provider, { type Configuration } from 'oidc-provider';
import type { Browser } from './browser.ts';

/** An OpenID provider in which everybody signs in at once, as the person who is named last. */
export interface TestProvider extends AsyncDisposable {
  readonly issuer: string;
  readonly provider: Provider;
  /** How often tokens were asked for, by grant type. */
  readonly asked: Record<string, number>;
  /** Who signs in next. */
  person: string;
  /** Of access tokens that are issued from now on, in seconds. */
  accessTokenSeconds: number;
  /** Claims of access tokens that are issued from now on. */
  claims: Record<string, unknown>;
  /** What the token endpoint does from now on. */
  tokenEndpoint: 'answers' | 'fails' | 'hangs' | 'revokes';
  /** A token that the provider has signed. @param header on top of its algorithm and key */
  sign(claims: Readonly<Record<string, unknown>>, header?: Partial<JWTHeaderParameters>): Promise<string>;
  /** Signs a person out at the provider, as they do there. */
  signOut(browser: Browser): Promise<void>;
  /** Resolves when a request for tokens is held. */
  held(): Promise<void>;
  /** Answers what was held. */
  release(): void;
}

const CLIENT_ID = 'platform-app';
const RESOURCE = 'urn:platform-app';
const SCOPES = 'openid profile email';

/** @param publicUrl of the workspace */
export async function startIdentityProvider(publicUrl: string): Promise<TestProvider> {
  const server = createServer().listen(0, 'localhost');
  await once(server, 'listening');
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  let released = Promise.withResolvers<void>();
  let holding = Promise.withResolvers<void>();
  const asked: Record<string, number> = {};
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'signing' };
  const provider = new Provider(issuer, {
    ...configuration(publicUrl, () => started),
    jwks: { keys: [key] },
  } as Configuration);
  const started: TestProvider = {
    issuer,
    provider,
    asked,
    person: 'alice',
    accessTokenSeconds: 300,
    claims: { tenant_id: 'acme', roles: ['graph.editor'] },
    tokenEndpoint: 'answers',
    sign: (claims, header) =>
      new SignJWT({ iss: issuer, aud: CLIENT_ID, ...claims } as JWTPayload)
        .setProtectedHeader({ alg: 'ES256', kid: key.kid, ...header })
        .sign(privateKey),
    async signOut(browser) {
      const page = await (await browser.send(`${issuer}/session/end`)).text();
      const [, xsrf = ''] = /name="xsrf" value="(\w+)"/.exec(page) ?? [];
      const body = new URLSearchParams({ xsrf, logout: 'yes' });
      await browser.send(`${issuer}/session/end/confirm`, { method: 'POST', body });
    },
    held: () => holding.promise,
    release() {
      started.tokenEndpoint = 'answers';
      released.resolve();
      released = Promise.withResolvers();
      holding = Promise.withResolvers();
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  const answer = provider.callback();
  server.on('request', async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? '';
    if (path.startsWith('/interaction/')) {
      const result = { login: { accountId: started.person } };
      return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
    }
    if (path === '/token') {
      if (started.tokenEndpoint === 'fails') return response.writeHead(503).end();
      if (started.tokenEndpoint === 'revokes') {
        return response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"invalid_grant"}');
      }
      if (started.tokenEndpoint === 'hangs') {
        const { promise } = released;
        holding.resolve();
        await promise;
      }
    }
    return answer(request, response);
  });
  provider.on('grant.success', ({ oidc }) => {
    const type = String(oidc.params?.grant_type);
    asked[type] = (asked[type] ?? 0) + 1;
  });
  return started;
}

function configuration(publicUrl: string, started: () => TestProvider): Configuration {
  return {
    clients: [
      {
        client_id: CLIENT_ID,
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: [`${publicUrl}/auth/callback`],
        post_logout_redirect_uris: [`${publicUrl}/`],
        backchannel_logout_uri: `${publicUrl}/auth/back-channel-logout`,
        backchannel_logout_session_required: true,
      },
    ],
    // By itself the provider calls no address of this machine.
    fetch: (url, options) => {
      const { dispatcher: _guard, ...rest } = { ...options };
      return fetch(url, rest);
    },
    pkce: { required: () => true },
    claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
    conformIdTokenClaims: false,
    scopes: SCOPES.split(' '),
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, name: `${id[0]?.toUpperCase()}${id.slice(1)} Adams`, email: `${id}@example.com` }),
    }),
    extraTokenClaims: () => started().claims as Record<string, string>,
    loadExistingGrant: async ({ oidc }) => {
      const known = oidc.session!.grantIdFor(oidc.client!.clientId);
      const before = known && (await oidc.provider.Grant.find(known));
      if (before) return before;
      const grant = new oidc.provider.Grant({ accountId: oidc.session!.accountId!, clientId: oidc.client!.clientId });
      grant.addOIDCScope(SCOPES);
      grant.addResourceScope(RESOURCE, SCOPES);
      await grant.save();
      return grant;
    },
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      backchannelLogout: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: SCOPES,
          audience: CLIENT_ID,
          accessTokenFormat: 'jwt',
          accessTokenTTL: started().accessTokenSeconds,
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    ttl: { AccessToken: () => started().accessTokenSeconds },
  };
}
