import type { Redis } from 'ioredis';

/** Wakes readers when Redis says that a stream has changed, over one connection for all of them. */
export interface Notifications {
  /** Calls `wake` whenever something may have changed, also after a connection was lost. Call the answer to end that. */
  listen(channel: string, wake: () => void): () => void;
}

/** @param connection is used for nothing else; its owner closes it */
export function createNotifications(connection: Redis): Notifications {
  const listeners = new Map<string, Set<() => void>>();
  const wakeAll = (channel: string) => {
    for (const wake of listeners.get(channel) ?? []) wake();
  };
  // What was said before a subscription is there was not heard.
  const subscribe = (channel: string) => {
    connection.subscribe(channel).then(
      () => wakeAll(channel),
      // It is subscribed to again with the next connection.
      () => undefined,
    );
  };
  connection.on('message', wakeAll);
  connection.on('ready', () => {
    for (const channel of listeners.keys()) subscribe(channel);
  });
  return {
    listen(channel, wake) {
      const known = listeners.get(channel);
      const all = known ?? new Set();
      all.add(wake);
      if (known === undefined) {
        listeners.set(channel, all);
        if (connection.status === 'ready') subscribe(channel);
      }
      return () => {
        if (!all.delete(wake) || all.size > 0) return;
        listeners.delete(channel);
        if (connection.status === 'ready') connection.unsubscribe(channel).catch(() => undefined);
      };
    },
  };
}
