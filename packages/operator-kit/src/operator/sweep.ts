import { setTimeout as delay } from 'node:timers/promises';
import type { ObjectKey } from '../api/kube-object.ts';

/** What a sweep works with. */
export interface SweepContext {
  /** True if there is an object of the operator's own kind at this key, of whichever lane. */
  readonly isThere: (key: ObjectKey) => boolean;
  /** To be called directly before every write: a process that is no longer the leader writes nothing. @throws LeadershipLost */
  readonly check: () => void;
}

/**
 * What is taken down some time after an object is gone, where a finalizer would hold its deletion for too long. It knows of
 * it by what was written down while the object was there. Run when the operator begins to lead and every so often; what it
 * throws is logged, and it is run again.
 */
export interface Sweep {
  readonly everyMs: number;
  readonly run: (context: SweepContext, signal: AbortSignal) => Promise<void>;
}

/** Sweeps until it is told to end. @param context undefined while nobody can say which objects there are: then it waits */
export async function sweepUntil(
  over: AbortSignal,
  { everyMs, run }: Sweep,
  context: () => SweepContext | undefined,
  onError: (error: unknown) => void,
): Promise<void> {
  while (!over.aborted) {
    const now = context();
    if (now !== undefined) {
      await run(now, over).catch((error: unknown) => {
        if (!over.aborted) onError(error);
      });
    }
    await delay(everyMs, undefined, { signal: over }).catch(() => {});
  }
}
