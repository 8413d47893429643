import type { AnnouncementListener } from './announcements.ts';

/** What is watched, and how. */
export interface WatchChangeOptions {
  /** Listens for what may be a change, when the watch begins; stopped at its end. */
  readonly listen: () => AnnouncementListener;
  /** What there is, as a text that is another one when it has changed. */
  readonly look: () => Promise<string>;
  readonly heartbeatMs: number;
  readonly signal: AbortSignal;
}

/** Says so at first, and whenever what there is is not what it was; heartbeats between, until the signal aborts. */
export async function* watchChange(options: WatchChangeOptions): AsyncGenerator<'changed' | 'heartbeat', void> {
  const { listen, look, heartbeatMs, signal } = options;
  const listener = listen();
  let known: string | undefined;
  let toldAt = Number.NEGATIVE_INFINITY;
  try {
    while (!signal.aborted) {
      const now = await look();
      const leftMs = toldAt + heartbeatMs - performance.now();
      const isNews = now !== known;
      if (isNews || leftMs <= 0) {
        known = now;
        toldAt = performance.now();
        yield isNews ? 'changed' : 'heartbeat';
      } else await listener.wait(leftMs, signal);
    }
  } finally {
    listener.stop();
  }
}
