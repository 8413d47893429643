import type { ModelSource, ModelWork } from './ports.ts';
import type { WatchDeps } from './watch.ts';

/** What the RPCs are made with. */
export interface ProjectionDeps extends Omit<WatchDeps, 'accept' | 'snapshots'> {
  readonly work: ModelWork;
  readonly source: Pick<ModelSource, 'baselineVersion'>;
  /** Aborted when the service stops, with what watchers shall be told as its reason. */
  readonly stopping: AbortSignal;
}
