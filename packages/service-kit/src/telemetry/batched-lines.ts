import type { DestinationStream } from 'pino';

/** A destination that can write what it still has at once. */
export type FlushableDestination = DestinationStream & { flushSync(): void };

/**
 * Hands all lines of one turn of the event loop on as one text: one write to the system instead of one per line. What is
 * still waiting is written by `flushSync`, and when the process exits; what cannot be written then, as on a full disk, is
 * lost, since nobody can be told of it there.
 */
export function batchLines(destination: FlushableDestination): FlushableDestination {
  let waiting = '';
  const hand = () => {
    if (waiting !== '') destination.write(waiting);
    waiting = '';
  };
  const flushSync = () => {
    hand();
    try {
      destination.flushSync();
    } catch {
      // Whatever the process ends with matters more than its last lines.
    }
  };
  process.once('exit', flushSync);
  return {
    write(line) {
      if (waiting === '') setImmediate(hand);
      waiting += line;
    },
    flushSync,
  };
}
