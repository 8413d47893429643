/** Signs a person in by the authorization code flow with PKCE, as a page of the platform's own origin does. */

const clientId = 'platform-app';
const redirectUri = `${location.origin}/callback`;
const keep = sessionStorage;

/** Leaves for the provider's form; the person comes back to `/callback`, and from there to `returnTo`. */
export async function leaveForSignIn(returnTo: string): Promise<void> {
  const verifier = base64Url(crypto.getRandomValues(new Uint8Array(32)));
  const state = base64Url(crypto.getRandomValues(new Uint8Array(16)));
  keep.setItem('pending', JSON.stringify({ verifier, state, returnTo }));
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  const { authorization_endpoint } = await discover();
  const parameters = {
    client_id: clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid profile',
    state,
    code_challenge: base64Url(new Uint8Array(digest)),
    code_challenge_method: 'S256',
  };
  location.assign(`${authorization_endpoint}?${new URLSearchParams(parameters)}`);
}

/** On `/callback`: gets the tokens and goes back to where the person was. */
export async function completeSignIn(): Promise<void> {
  const { verifier, state, returnTo } = JSON.parse(keep.getItem('pending') ?? '{}');
  const answer = new URLSearchParams(location.search);
  if (answer.get('state') !== state) throw new Error(`the provider answered ${location.search}`);
  await requestTokens({
    grant_type: 'authorization_code',
    code: answer.get('code') ?? '',
    redirect_uri: redirectUri,
    code_verifier: verifier,
  });
  location.replace(returnTo);
}

let refreshing: Promise<void> | undefined;

/** For `AmeideClient`: the token that is known, or a fresh one in place of one that has expired; one refresh for all calls. */
export async function accessToken(expired?: string): Promise<string> {
  if (expired !== undefined && keep.getItem('access_token') === expired) {
    const parameters = { grant_type: 'refresh_token', refresh_token: keep.getItem('refresh_token') ?? '' };
    refreshing ??= requestTokens(parameters).finally(() => {
      refreshing = undefined;
    });
    await refreshing;
  }
  return keep.getItem('access_token') ?? '';
}

async function requestTokens(parameters: Record<string, string>): Promise<void> {
  const { token_endpoint } = await discover();
  const body = new URLSearchParams({ client_id: clientId, ...parameters });
  const response = await fetch(token_endpoint, { method: 'POST', body });
  const tokens = (await response.json()) as Record<string, string>;
  if (!response.ok) throw new Error(`no tokens: ${JSON.stringify(tokens)}`);
  for (const name of ['access_token', 'refresh_token']) if (tokens[name]) keep.setItem(name, tokens[name]);
}

async function discover(): Promise<{ authorization_endpoint: string; token_endpoint: string }> {
  return (await fetch('/oidc/.well-known/openid-configuration')).json();
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
