import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Configuration } from 'oidc-provider';

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
  const provider = new Provider(
    issuer,
    configuration(publicUrl, () => started),
  );
  const started: TestProvider = {
    issuer,
    provider,
    asked,
    person: 'alice',
    accessTokenSeconds: 300,
    claims: { tenant_id: 'acme', roles: ['graph.editor'] },
    tokenEndpoint: 'answers',
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
        }),
      },
    },
    ttl: { AccessToken: () => started().accessTokenSeconds },
  };
}
