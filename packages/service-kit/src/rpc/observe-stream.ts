import { type Context, context as otel } from '@opentelemetry/api';

/**
 * Passes a stream on. Its producer runs in `context`; `mapError` makes what the consumer gets when it fails; `done` is
 * called when it ends by itself.
 */
export async function* observeStream<T>(
  messages: AsyncIterable<T>,
  context: Context,
  mapError: (error: unknown) => unknown,
  done: () => void,
): AsyncGenerator<T> {
  const iterator = messages[Symbol.asyncIterator]();
  let open = true;
  try {
    for (;;) {
      const result = await otel.with(context, () => iterator.next());
      if (result.done === true) break;
      yield result.value;
    }
    open = false;
    done();
  } catch (error) {
    open = false;
    throw mapError(error);
  } finally {
    if (open) await iterator.return?.();
  }
}
