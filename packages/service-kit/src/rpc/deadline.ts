import { Code, ConnectError } from '@connectrpc/connect';
import type { RequestScope } from './request-scope.ts';

/** Whether the client has set a deadline, which the signal of the request then knows. */
export function hasDeadline(header: Headers): boolean {
  return header.has('connect-timeout-ms') || header.has('grpc-timeout');
}

/**
 * Runs a unary handler. The caller gets its answer when the signal is aborted, whether or not the handler listens to it.
 *
 * @param timeoutMs the call is aborted after it; undefined for no limit
 */
export async function withDeadline<T>(
  { abort }: RequestScope,
  signal: AbortSignal,
  timeoutMs: number | undefined,
  run: () => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const expire = () => abort(new ConnectError('deadline exceeded', Code.DeadlineExceeded));
  const timer = timeoutMs === undefined ? undefined : setTimeout(expire, timeoutMs);
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([run(), aborted]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}
