import { Code, ConnectError, type UnaryRequest, type UnaryResponse } from '@connectrpc/connect';
import { createLinkedAbortController } from '@connectrpc/connect/protocol';

/**
 * Runs a unary handler under a deadline. The caller gets its answer when the signal is aborted, whether or not the handler
 * listens to it.
 *
 * @param timeoutMs undefined when the client has set a deadline, which the signal of the request then knows
 */
export async function withDeadline<R extends UnaryRequest>(
  request: R,
  timeoutMs: number | undefined,
  run: (request: R) => Promise<UnaryResponse>,
): Promise<UnaryResponse> {
  const controller = createLinkedAbortController(request.signal);
  const { signal } = controller;
  const expire = () => controller.abort(new ConnectError('deadline exceeded', Code.DeadlineExceeded));
  const timer = timeoutMs === undefined ? undefined : setTimeout(expire, timeoutMs);
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([run({ ...request, signal }), aborted]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}
