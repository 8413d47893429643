/** Runs `run` when everything that was asked for the same key before has ended. */
export type Turns = <T>(key: string, run: () => Promise<T>) => Promise<T>;

/**
 * Lets those who work on the same thing take turns, so that none of them works on what another one is about to change. A
 * courtesy within one process: what must not happen, expected versions prevent.
 */
export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return async (key, run) => {
    const before = last.get(key);
    const mine = (async () => {
      await before?.catch(() => undefined);
      return run();
    })();
    last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (last.get(key) === mine) last.delete(key);
    }
  };
}
