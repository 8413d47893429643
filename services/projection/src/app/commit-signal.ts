/** Tells watchers of this process that a model has a new version. A hint: whoever needs certainty also looks. */
export interface CommitSignal {
  announce(key: string): void;
  /** Listens to the announcements for a key from now on, until `stop`. */
  listen(key: string): CommitListener;
}

export interface CommitListener {
  /** Resolves when something was announced since the last `wait`, after `milliseconds`, or when the signal aborts. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
  stop(): void;
}

/** The key under which commits of a model are announced. */
export function watchKey(tenantId: string, artifactId: string, branch: string): string {
  return `${tenantId}/${artifactId}/${branch}`;
}

export function createCommitSignal(): CommitSignal {
  const listening = new Map<string, Set<() => void>>();
  return {
    announce(key) {
      for (const hear of listening.get(key) ?? []) hear();
    },
    listen(key) {
      let heard = Promise.withResolvers<void>();
      const hear = () => heard.resolve();
      const others = listening.get(key) ?? new Set();
      listening.set(key, others.add(hear));
      return {
        async wait(milliseconds, signal) {
          const timer = setTimeout(hear, milliseconds);
          signal.addEventListener('abort', hear, { once: true });
          if (!signal.aborted) await heard.promise;
          clearTimeout(timer);
          signal.removeEventListener('abort', hear);
          heard = Promise.withResolvers();
        },
        stop() {
          others.delete(hear);
          if (others.size === 0 && listening.get(key) === others) listening.delete(key);
        },
      };
    },
  };
}
