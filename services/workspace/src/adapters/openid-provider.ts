import * as client from 'openid-client';
import { type Grant, type IdClaims, type IdentityProvider, ProviderError } from '../app/ports.ts';
import { insideUrl, type ReachedIssuer } from './inside-url.ts';
import { createLogoutTokenReader } from './logout-token.ts';
import { providerError } from './provider-error.ts';

/** How the workspace is known to the identity provider. Browsers are sent to its own address, calls from here to where it is reached. */
export interface OpenIdOptions extends ReachedIssuer {
  readonly id: string;
  readonly name: string;
  readonly clientId: string;
  /** None for a public client, which proves itself by PKCE alone. */
  readonly clientSecret?: string | undefined;
  /** How the secret is sent; `client_secret_post` unless given. */
  readonly clientAuthentication?: 'client_secret_post' | 'client_secret_basic' | undefined;
  readonly scopes: string;
  /** Registered there, as are those behind it. */
  readonly publicUrl: string;
  readonly timeoutMs: number;
  /**
   * Whether people choose among several providers. Each must say in its answers whose they are (RFC 9207) then: else one of them
   * could have a browser bring it the code of another.
   */
  readonly isOneOfSeveral: boolean;
}

/** Clocks differ. */
export const CLOCK_TOLERANCE_SECONDS = 5;
/** What the provider says of itself is asked for again after it. */
const DISCOVERY_AGE_MS = 3_600_000;
/** Of an access token whose answer does not say it. */
const DEFAULT_EXPIRY_SECONDS = 60;

type Tokens = Awaited<ReturnType<typeof client.authorizationCodeGrant>>;

/** An OpenID provider, by its discovery document. Nothing is fetched before somebody signs in. */
export function createOpenIdProvider(options: OpenIdOptions): IdentityProvider {
  const { issuer, publicUrl } = options;
  const redirectUri = `${publicUrl}/auth/callback`;
  let known: { readonly configuration: Promise<client.Configuration>; readonly since: number } | undefined;

  function configuration(): Promise<client.Configuration> {
    if (known === undefined || Date.now() - known.since > DISCOVERY_AGE_MS) {
      const before = known?.configuration;
      const found = discover(options).catch((error: unknown) => {
        if (before !== undefined) return before;
        known = undefined;
        throw error;
      });
      known = { configuration: found, since: Date.now() };
    }
    return known.configuration;
  }

  async function asked<T>(ask: (configuration: client.Configuration) => T | Promise<T>): Promise<T> {
    try {
      return await ask(await configuration());
    } catch (error) {
      throw providerError(error);
    }
  }

  return {
    id: options.id,
    name: options.name,
    issuer,
    check: () => asked(() => undefined),
    authorizationUrl: ({ state, nonce, verifier }, { anew, identityProviderHint }) =>
      asked(async (configuration) =>
        client.buildAuthorizationUrl(configuration, {
          redirect_uri: redirectUri,
          scope: options.scopes,
          state,
          nonce,
          code_challenge: await client.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
          ...(anew && { prompt: 'login' }),
          ...(identityProviderHint !== undefined && { kc_idp_hint: identityProviderHint }),
        }),
      ),
    redeem: (callback, { state, nonce, verifier }) =>
      asked(async (configuration) => {
        const tokens = await client.authorizationCodeGrant(configuration, callback, {
          pkceCodeVerifier: verifier,
          expectedState: state,
          expectedNonce: nonce,
          idTokenExpected: true,
        });
        return { ...grantOf(tokens), idToken: tokens.id_token!, claims: claimsOf(tokens)! };
      }),
    refresh: (refreshToken) =>
      asked(async (configuration) => grantOf(await client.refreshTokenGrant(configuration, refreshToken))),
    revoke: (refreshToken) =>
      asked((configuration) => {
        if (configuration.serverMetadata().revocation_endpoint === undefined) return;
        return client.tokenRevocation(configuration, refreshToken, { token_type_hint: 'refresh_token' });
      }),
    endSessionUrl: (idToken) =>
      asked((configuration) => {
        if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined;
        const parameters = { id_token_hint: idToken, post_logout_redirect_uri: `${publicUrl}/` };
        return client.buildEndSessionUrl(configuration, parameters);
      }),
    readLogoutToken: createLogoutTokenReader({
      issuer,
      clientId: options.clientId,
      timeoutMs: options.timeoutMs,
      jwksUri: async () => insideUrl(options, (await configuration()).serverMetadata().jwks_uri!),
    }),
  };
}

/** @throws ProviderError also when the document is of another issuer than the configured one */
async function discover(options: OpenIdOptions): Promise<client.Configuration> {
  const { clientSecret, issuer, internalUrl } = options;
  const insecure = (internalUrl ?? issuer).startsWith('http:') ? [client.allowInsecureRequests] : [];
  const metadata = {
    ...(clientSecret !== undefined && { client_secret: clientSecret }),
    [client.clockTolerance]: CLOCK_TOLERANCE_SECONDS,
  };
  try {
    const found = await client.discovery(new URL(issuer), options.clientId, metadata, authenticationOf(options), {
      timeout: options.timeoutMs / 1_000,
      execute: [...insecure, client.enableNonRepudiationChecks],
      [client.customFetch]: (url, { body, ...request }) =>
        fetch(insideUrl(options, url), { ...request, body: body ?? null }),
    });
    const namesItself = found.serverMetadata().authorization_response_iss_parameter_supported === true;
    if (options.isOneOfSeveral && !namesItself) throw new Error('its answers do not name their issuer (RFC 9207)');
    return found;
  } catch (error) {
    const { kind, cause } = providerError(error);
    throw new ProviderError(kind === 'unreachable' ? kind : 'misconfigured', '', cause);
  }
}

function authenticationOf({ clientSecret, clientAuthentication }: OpenIdOptions): client.ClientAuth {
  if (clientSecret === undefined) return client.None();
  return clientAuthentication === 'client_secret_basic'
    ? client.ClientSecretBasic(clientSecret)
    : client.ClientSecretPost(clientSecret);
}

function grantOf(tokens: Tokens): Grant {
  const { access_token: accessToken, refresh_token: refreshToken, id_token: idToken } = tokens;
  const claims = claimsOf(tokens);
  return {
    accessToken,
    ...(refreshToken !== undefined && { refreshToken }),
    ...(idToken !== undefined && { idToken }),
    expiresInSeconds: tokens.expiresIn() ?? DEFAULT_EXPIRY_SECONDS,
    ...(claims !== undefined && { claims }),
  };
}

function claimsOf(tokens: Tokens): IdClaims | undefined {
  const claims = tokens.claims();
  if (claims === undefined) return undefined;
  const name = textOf(claims.name) ?? textOf(claims.preferred_username);
  const [sid, email] = [textOf(claims.sid), textOf(claims.email)];
  return {
    subject: claims.sub,
    ...(sid !== undefined && { sid }),
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email }),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
