import type { ServerResponse } from 'node:http';
import { createEnvelopes } from './envelopes.ts';
import { endOfStream, type Refusal } from './refusal.ts';

/** When a stream ends before its server ends it. */
export interface StreamEnd {
  /** Calls back once when it shall end, with what its client hears then; returns what stops that. */
  watchEnd(onEnd: (refusal: Refusal) => void): () => void;
  readonly requestId: string;
}

/** How long the rest of a message may take that had begun when the stream was told to end. */
const LAST_MESSAGE_MS = 1_000;

/**
 * Writes each piece of a Connect stream as it comes. A stream that shall end does so between two messages, with a refusal as its
 * last one.
 */
export async function relayStream(
  body: AsyncIterable<Uint8Array>,
  response: ServerResponse,
  { watchEnd, requestId }: StreamEnd,
): Promise<void> {
  const envelopes = createEnvelopes();
  let ending: Refusal | undefined;
  const end = (refusal: Refusal) => {
    if (!response.writableEnded) response.end(endOfStream(refusal, requestId));
  };
  const stop = watchEnd((refusal) => {
    ending ??= refusal;
    if (envelopes.isWhole) end(ending);
    else setTimeout(() => response.writableEnded || response.destroy(), LAST_MESSAGE_MS).unref();
  });
  try {
    for await (const chunk of body) {
      const rest = envelopes.add(chunk);
      if (response.writableEnded || response.destroyed) return;
      if (ending !== undefined) {
        response.write(chunk.subarray(0, rest));
        if (rest < chunk.length || envelopes.isWhole) return end(ending);
      } else if (!response.write(chunk)) {
        await drained(response);
      }
    }
    if (!response.writableEnded) response.end();
  } finally {
    stop();
  }
}

/** Resolves when more can be written, or nobody is there any more. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}
