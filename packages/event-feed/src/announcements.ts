/** Tells those who wait in this process that something under a key has changed. A hint: whoever needs certainty also looks. */
export interface Announcements {
  announce(key: string): void;
  /** Something under any key may have changed. */
  announceAll(): void;
  /** Listens to the announcements for a key from now on, until `stop`. */
  listen(key: string): AnnouncementListener;
}

export interface AnnouncementListener {
  /** Resolves when something was announced since the last `wait`, after `milliseconds`, or when the signal aborts. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
  stop(): void;
}

export function createAnnouncements(): Announcements {
  const listening = new Map<string, Set<() => void>>();
  return {
    announce(key) {
      for (const hear of listening.get(key) ?? []) hear();
    },
    announceAll() {
      for (const hears of listening.values()) for (const hear of hears) hear();
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
