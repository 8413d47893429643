import type { Transport } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';

export {
  type Credentials,
  createSignInTokenSource,
  type OpenIdClient,
  refresh,
  type Session,
  signIn,
} from './sign-in.ts';

/** A transport on Node's own HTTP client: `new AmeideClient({ transport: createNodeTransport(url), token })`. */
export function createNodeTransport(baseUrl: string): Transport {
  return createConnectTransport({ baseUrl, httpVersion: '1.1', useBinaryFormat: true });
}
