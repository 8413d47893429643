import { once } from 'node:events';
import type { HandlerContext } from '@connectrpc/connect';
import { ID } from './services.ts';

/** A stream that sends its next frame only when it is told to. */
export interface SteppedStream {
  /** Implements `Generate`. */
  generate(
    request: unknown,
    context: HandlerContext,
  ): AsyncGenerator<{ readonly frame: { readonly runId: string; readonly index: number } }>;
  step(): void;
  /** Resolves when it was told that nobody listens any more. */
  readonly ended: Promise<void>;
}

export function createSteppedStream(): SteppedStream {
  let next = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  return {
    async *generate(_request, { signal }) {
      try {
        for (let index = 1; ; index += 1) {
          yield { frame: { runId: ID, index } };
          await Promise.race([next.promise, once(signal, 'abort')]);
          signal.throwIfAborted();
          next = Promise.withResolvers();
        }
      } finally {
        ended.resolve();
      }
    },
    step: () => next.resolve(),
    ended: ended.promise,
  };
}
