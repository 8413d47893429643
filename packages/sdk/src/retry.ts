/** When and how often to try again. */
export interface RetryOptions {
  /** Attempts at a call, or in a row at a stream, the first one included; 8 by default. */
  readonly attempts?: number;
  /** Longest wait before the second attempt, in ms; it doubles with each further one. 100 by default. */
  readonly baseMs?: number;
  /** Longest wait of all, in ms; 5,000 by default. */
  readonly maxMs?: number;
}

/** Retry options with nothing left open. */
export type RetryPolicy = Required<RetryOptions>;

/** Fills in the defaults. */
export function retryPolicy(options: RetryOptions = {}): RetryPolicy {
  return { attempts: 8, baseMs: 100, maxMs: 5_000, ...options };
}

/**
 * Waits before another attempt: a random part of a time that doubles with each failure, so that many clients do not come
 * back at once.
 *
 * @param failures failures in a row, 1 or more
 * @throws the signal's reason when it is aborted
 */
export async function backOff(failures: number, policy: RetryPolicy, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const longest = Math.min(policy.maxMs, policy.baseMs * 2 ** (failures - 1));
  let onAbort = () => {};
  const waited = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, Math.random() * longest);
    onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
  });
  return waited.finally(() => signal?.removeEventListener('abort', onAbort));
}
