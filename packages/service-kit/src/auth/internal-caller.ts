import type { CallOptions } from '@connectrpc/connect';
import { type InternalIdentity, signIdentity } from './internal-signature.ts';

/** Signs calls from service to service. */
export interface InternalCaller {
  /** Options of one call, to be made at once: `client.getChat(request, caller.options(identity, { signal }))`. */
  options(identity: InternalIdentity, options?: { readonly signal?: AbortSignal }): CallOptions;
}

/** `secret` is shared by the services of one installation. */
export function createInternalCaller(secret: string, now: () => number = Date.now): InternalCaller {
  return {
    options: (identity, options = {}) => ({ ...options, headers: signIdentity(secret, identity, now()) }),
  };
}
