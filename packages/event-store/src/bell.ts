import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';

/** One follower's ear. */
export interface Ear {
  /** Whether it rang since the last call, or may have rung unheard because the connection was lost. */
  rang(): boolean;
  /** Resolves at the next ring, at once if there was one already, after `milliseconds`, or when the signal aborts. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** Rings when something was committed to a log. A hint only: whoever needs certainty also looks now and then. */
export interface Bell {
  /** @param topic hears only what is said about it, and what is said about nothing; all unless given */
  listen(topic?: string): Ear;
  /** Rings for the ears of this process. @param topic for those that listen to it; for all unless given */
  ring(topic?: string): void;
}

/** All ears of a bell share one connection of the pool, taken while there are any. What NOTIFY says on the channel is the topic. */
export function createBell(pool: pg.Pool, channel: string): Bell {
  const ears = new Set<(topic: string) => void>();
  const ring = (topic = '') => {
    for (const hear of ears) hear(topic);
  };
  let stop: AbortController | undefined;

  return {
    ring,
    listen(wanted) {
      let rung = true;
      let answer: (() => void) | undefined;
      const hear = (topic: string) => {
        if (wanted !== undefined && topic !== '' && topic !== wanted) return;
        rung = true;
        answer?.();
      };
      ears.add(hear);
      if (!stop) {
        stop = new AbortController();
        void keepListening(pool, channel, ring, stop.signal);
      }
      return {
        rang() {
          const heard = rung;
          rung = false;
          return heard;
        },
        wait(milliseconds, signal) {
          if (rung || signal.aborted) return Promise.resolve();
          return new Promise((resolve) => {
            const done = () => {
              clearTimeout(timer);
              signal.removeEventListener('abort', done);
              answer = undefined;
              resolve();
            };
            const timer = setTimeout(done, milliseconds);
            signal.addEventListener('abort', done, { once: true });
            answer = done;
          });
        },
        close() {
          ears.delete(hear);
          if (ears.size > 0) return;
          stop?.abort();
          stop = undefined;
        },
      };
    },
  };
}

async function keepListening(pool: pg.Pool, channel: string, ring: Bell['ring'], signal: AbortSignal): Promise<void> {
  for (let failures = 0; !signal.aborted; ) {
    let client: pg.PoolClient | undefined;
    try {
      client = await pool.connect();
      await listenUntilLost(client, channel, ring, signal, () => {
        failures = 0;
      });
    } catch {
      // Followers go on by looking now and then; listening is tried again below.
    } finally {
      client?.release(true);
    }
    failures += 1;
    await delay(Math.min(5_000, 50 * 2 ** failures), undefined, { signal }).catch(() => undefined);
  }
}

async function listenUntilLost(
  client: pg.PoolClient,
  channel: string,
  ring: Bell['ring'],
  signal: AbortSignal,
  onListening: () => void,
): Promise<void> {
  const lost = new Promise<void>((resolve) => {
    client.once('error', () => resolve());
    client.once('end', () => resolve());
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  client.on('notification', ({ payload }) => ring(payload));
  await client.query(`listen ${client.escapeIdentifier(channel)}`);
  onListening();
  // What was committed before the server began to listen for us was not announced.
  ring();
  if (signal.aborted) return;
  await lost;
}
