import type { Reader } from '@ameide/postgres';
import type { RequestContext } from '@ameide/service-kit/rpc';
import type { RpcDeps } from './deps.ts';

/** Runs a query for the caller. */
export function runQuery<T>({ read }: RpcDeps, caller: RequestContext, query: (db: Reader) => Promise<T>) {
  return read(caller.tenantId, query, caller.signal);
}
