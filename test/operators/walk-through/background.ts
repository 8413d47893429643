import { setTimeout as delay } from 'node:timers/promises';

/** Something that goes on while a test does other things. */
export interface Background {
  /** Resolves when its round is over. @throws what ended it before */
  stop(): Promise<void>;
}

/** Rounds of something, one after the other, so many ms apart. */
export function repeat(round: () => Promise<void>, betweenMs: number): Background {
  const stopping = new AbortController();
  const working = (async () => {
    while (!stopping.signal.aborted) {
      await round();
      await delay(betweenMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  })();
  // `stop` tells of it.
  working.catch(() => {});
  return {
    stop() {
      stopping.abort();
      return working;
    },
  };
}
