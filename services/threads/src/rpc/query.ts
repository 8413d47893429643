import type { Transaction } from '@ameide/postgres';
import type { RequestContext } from '@ameide/service-kit/rpc';
import type { RpcDeps } from './deps.ts';

/** Runs a query for the caller. */
export function runQuery<T>({ read }: RpcDeps, caller: RequestContext, query: (tx: Transaction) => Promise<T>) {
  return read(caller.tenantId, query, caller.signal);
}
