import * as client from 'openid-client';
import { ProviderError } from '../app/ports.ts';

/** What the provider says of itself that waiting may mend. */
const BUSY = new Set(['server_error', 'temporarily_unavailable']);
/** What only a change of the configuration mends, here or there. */
const WRONG_CLIENT = new Set(['invalid_client', 'unauthorized_client', 'invalid_scope', 'unsupported_response_type']);
const SERVER_ERROR_STATUS = 500;

/** What becomes of an error of the OpenID library; a `ProviderError` stays as it is, a fault of our own is thrown. */
export function providerError(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  if (error instanceof client.AuthorizationResponseError) return of(error.error, error);
  if (error instanceof client.ResponseBodyError) {
    return error.status >= SERVER_ERROR_STATUS ? unreachable(error) : of(error.error, error);
  }
  if (error instanceof client.WWWAuthenticateChallengeError) return of('invalid_client', error);
  if (error instanceof client.ClientError) {
    const { cause, code = '' } = error;
    if (code === 'OAUTH_TIMEOUT' || isNetworkError(cause)) return unreachable(error);
    if (cause instanceof Response && cause.status >= SERVER_ERROR_STATUS) return unreachable(error);
    return new ProviderError('refused', '', error);
  }
  if (isNetworkError(error)) return unreachable(error);
  throw error;
}

function of(code: string, cause: Error): ProviderError {
  if (BUSY.has(code)) return new ProviderError('unreachable', code, cause);
  return new ProviderError(WRONG_CLIENT.has(code) ? 'misconfigured' : 'refused', code, cause);
}

function unreachable(cause: unknown): ProviderError {
  return new ProviderError('unreachable', '', cause);
}

/** What `fetch` rejects with when nobody answers. */
function isNetworkError(error: unknown): boolean {
  return error instanceof TypeError && error.message === 'fetch failed';
}
