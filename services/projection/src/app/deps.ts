import type { LoadTokenCounter } from './ports.ts';
import type { WatchDeps } from './watch.ts';

/** What the RPCs are made with. */
export interface ProjectionDeps extends WatchDeps {
  readonly loadTokenCounter: LoadTokenCounter;
  /** Aborted when the service stops, with what watchers shall be told as its reason. */
  readonly stopping: AbortSignal;
}
