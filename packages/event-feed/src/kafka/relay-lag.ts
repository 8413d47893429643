import type { Lag } from '../event-feed.ts';
import type { ToldProgress } from './progress-reader.ts';
import { isReached } from './reach.ts';

/** A relay that says nothing for so long is none. */
const RELAY_SILENT_MS = 5_000;
/** Words that are kept while their events are not handled; beyond that they are thinned, and the oldest stays. */
const MAX_KEPT = 1_000;

/** Lag as the words of the relay tell it: what it cannot publish, what it has published, and whether it speaks at all. */
export function createRelayLag() {
  const began = performance.now();
  let newest: ToldProgress | undefined;
  /** Words that came with events, by the time since when these were recorded; the oldest first. */
  let open: ToldProgress[] = [];
  return {
    hear(progress: ToldProgress): void {
      newest = progress;
      if (progress.publishedSince !== undefined) open.push(progress);
      if (open.length > MAX_KEPT) open = open.filter((_, index) => index === 0 || index % 2 === 1);
    },
    lag(handled: ReadonlyMap<number, bigint>): Lag {
      open = open.filter(({ offsets }) => !isReached(offsets, handled));
      const silentMs = performance.now() - (newest?.heardAt ?? began);
      if (silentMs > RELAY_SILENT_MS) {
        const seconds = silentMs / 1_000;
        return { seconds, heldBy: { kind: 'relay', seconds: newest ? seconds : null } };
      }
      const unhandled = open[0]?.publishedSince;
      if (unhandled !== undefined) return { seconds: secondsSince(unhandled) };
      if (newest?.backlog) {
        const { oldest, heldBy } = newest.backlog;
        return { seconds: secondsSince(oldest), ...(heldBy && { heldBy }) };
      }
      // Published before this process began to listen, and not handled yet: since when, nobody has said.
      if (newest && !isReached(newest.offsets, handled)) return { seconds: (performance.now() - began) / 1_000 };
      return { seconds: 0 };
    },
  };
}

function secondsSince(time: string): number {
  return Math.max(0, (Date.now() - Date.parse(time)) / 1_000);
}
