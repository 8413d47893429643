import { AmeideError } from './errors.ts';
import { backOff, type RetryPolicy } from './retry.ts';
import { LONGEST_TIMER_MS } from './transport.ts';

/** What a message of a stream is: something to hand on, the last thing, nothing of interest, or behind a hole. */
export type Reading<T> = { kind: 'next' | 'last'; value: T } | { kind: 'skip' } | { kind: 'gap' };

/** A stream that can be continued where it broke off. It remembers how far it was read. */
export interface Source<M, T> {
  /** Connects, for the first time or to continue. */
  open(signal: AbortSignal): AsyncIterable<M>;
  read(message: M): Reading<T>;
}

/** How a stream is followed. */
export interface FollowOptions {
  readonly retry: RetryPolicy;
  /** A connection on which nothing was heard for so long is given up, in ms. */
  readonly idleTimeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a stream to its end over as many connections as that takes. Leaving the loop closes the connection.
 *
 * @throws the signal's reason when it is aborted; AmeideError when the stream is refused, or cannot be had after all
 * attempts in a row
 */
export async function* follow<M, T>(source: Source<M, T>, options: FollowOptions): AsyncGenerator<T, void> {
  const { signal, retry } = options;
  for (let failures = 0; ; ) {
    signal?.throwIfAborted();
    const connection = new AbortController();
    let heard = false;
    let failure = new AmeideError('unavailable', 'connection_lost', 'The stream ended before it was complete.');
    try {
      const both = signal === undefined ? connection.signal : AbortSignal.any([signal, connection.signal]);
      const messages = source.open(both)[Symbol.asyncIterator]();
      for (;;) {
        const result = await nextOrIdle(messages, connection, options.idleTimeoutMs);
        if (result.done === true) break;
        heard = true;
        const reading = source.read(result.value);
        if (reading.kind === 'skip') continue;
        if (reading.kind === 'gap') {
          failure = new AmeideError('unavailable', 'stream_gap', 'Parts of the stream were missing.');
          break;
        }
        failures = 0;
        yield reading.value;
        if (reading.kind === 'last') return;
      }
    } catch (error) {
      signal?.throwIfAborted();
      const cause: unknown = connection.signal.aborted ? connection.signal.reason : error;
      if (!(cause instanceof AmeideError)) throw cause;
      // A stream that had begun ends with its token; the next connection is made with a fresh one.
      const isOver = heard && cause.reason === 'token_expired';
      if (cause.code !== 'unavailable' && !isOver) throw cause;
      failure = cause;
    } finally {
      connection.abort();
    }
    failures += 1;
    if (failures >= retry.attempts) throw failure;
    await backOff(failures, retry, signal);
  }
}

/** A connection may be dead without anybody saying so; then its controller is aborted, which ends the read. */
async function nextOrIdle<M>(messages: AsyncIterator<M>, connection: AbortController, timeoutMs: number) {
  const giveUp = () =>
    connection.abort(new AmeideError('unavailable', 'connection_idle', 'Nothing was heard for too long.'));
  const timer = setTimeout(giveUp, Math.min(timeoutMs, LONGEST_TIMER_MS));
  try {
    return await messages.next();
  } finally {
    clearTimeout(timer);
  }
}
