import { Code, ConnectError } from '@connectrpc/connect';

/** The reason for which a call ends that has passed its deadline. */
export function deadlineExceeded(): ConnectError {
  return new ConnectError('deadline exceeded', Code.DeadlineExceeded);
}

/** Settles as `answer` does, or rejects with the signal's reason when that is aborted before, whether or not `answer` listens. */
export async function unlessAborted<T>(signal: AbortSignal, answer: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([answer(), aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
