import { type Context, context as otel } from '@opentelemetry/api';

/** What happens around a stream that is passed on. */
export interface StreamObserver {
  /** The producer runs in it. */
  readonly context: Context;
  /** When it is aborted, the producer is ended, also if nobody reads on: a generator that waits at a `yield` hears no signal. */
  readonly signal: AbortSignal;
  /** Makes what the consumer gets when the producer fails. */
  mapError(error: unknown): unknown;
  /** The stream has ended by itself; may throw what the consumer gets instead of the end. */
  ended(): void;
}

/** Passes a stream on. */
export async function* observeStream<T>(messages: AsyncIterable<T>, observer: StreamObserver): AsyncGenerator<T> {
  const { context, signal } = observer;
  const iterator = messages[Symbol.asyncIterator]();
  const end = () => void iterator.return?.().catch(() => {});
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
  try {
    for (;;) {
      const result = await otel.with(context, () => iterator.next());
      if (result.done === true) return observer.ended();
      yield result.value;
    }
  } catch (error) {
    throw observer.mapError(error);
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}
