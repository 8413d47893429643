import type { Position } from '@ameide/live-streams';

/** Indexes of one attempt; what is above belongs to the next attempt. */
const STRIDE = 10_000_000;

/**
 * The index that clients see. An attempt that takes a run over cannot know which frames the one before it has sent, so
 * its indexes begin above all that the one before could have used.
 */
export function indexOf({ epoch, index }: Position): number {
  return (epoch - 1) * STRIDE + index;
}

/** Where the frame with that index stands in the run's live stream; the epoch is the attempt. */
export function positionOf(index: number): Position {
  const epoch = Math.floor(index / STRIDE) + 1;
  return { epoch, index: index % STRIDE };
}
