/** Tells watchers of this process that a model has a new version. A hint: whoever needs certainty also looks. */
export interface CommitSignal {
  /** Resolves at the next announcement for the key, after `milliseconds`, or when the signal aborts. */
  wait(key: string, milliseconds: number, signal: AbortSignal): Promise<void>;
  announce(key: string): void;
}

export function createCommitSignal(): CommitSignal {
  const waiting = new Map<string, Set<() => void>>();
  return {
    announce(key) {
      for (const wake of waiting.get(key) ?? []) wake();
    },
    wait(key, milliseconds, signal) {
      return new Promise((resolve) => {
        const wakers = waiting.get(key) ?? new Set();
        waiting.set(key, wakers);
        const wake = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', wake);
          wakers.delete(wake);
          if (wakers.size === 0 && waiting.get(key) === wakers) waiting.delete(key);
          resolve();
        };
        const timer = setTimeout(wake, milliseconds);
        wakers.add(wake);
        signal.addEventListener('abort', wake, { once: true });
        if (signal.aborted) wake();
      });
    },
  };
}
