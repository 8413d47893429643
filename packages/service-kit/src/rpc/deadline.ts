import type { IncomingHttpHeaders } from 'node:http';
import { Code, ConnectError } from '@connectrpc/connect';
import { tokenExpired } from '../auth/token-verifier.ts';
import { toConnectError } from '../errors/connect-error.ts';
import type { RequestScope } from './request-scope.ts';

/** A timer of Node that is set to more fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const GRPC_UNIT_MS: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1_000 };

/** Brings a deadline that is further away than a timer reaches, 24 days, into its reach. */
export function boundDeadline(headers: IncomingHttpHeaders): void {
  if (Number(headers['connect-timeout-ms']) > LONGEST_TIMER_MS) headers['connect-timeout-ms'] = `${LONGEST_TIMER_MS}`;
  const [, amount, unit = ''] = /^(\d+)([HMS])$/.exec(String(headers['grpc-timeout'])) ?? [];
  if (Number(amount) * (GRPC_UNIT_MS[unit] ?? 0) > LONGEST_TIMER_MS) {
    headers['grpc-timeout'] = `${Math.floor(LONGEST_TIMER_MS / 1_000)}S`;
  }
}

/** Ends a stream with `token_expired` when the identity of its caller is no longer proved. */
export function endWhenExpired(scope: RequestScope, signal: AbortSignal): void {
  const { identity } = scope;
  if (identity === undefined || identity.expiresAtMs === Number.POSITIVE_INFINITY || signal.aborted) return;
  let timer: NodeJS.Timeout;
  const look = () => {
    const leftMs = identity.expiresAtMs - Date.now();
    if (leftMs > 0) {
      timer = setTimeout(look, Math.min(leftMs, LONGEST_TIMER_MS));
      return;
    }
    const error = tokenExpired();
    scope.outcome = toConnectError(error, scope.requestId);
    scope.abort(error);
  };
  look();
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
}

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
