import { watchChange } from '@ameide/event-feed';
import type { GraphpatchDeps } from './deps.ts';

/** Who watches. */
interface Watcher {
  readonly tenantId: string;
  readonly actorId: string;
  readonly signal: AbortSignal;
}

/** At first, and whenever what waits for a person or was decided for them is not what it was; heartbeats between, until the signal aborts. */
export function watchPatches(
  { patchBell, patchRows, heartbeatMs }: Pick<GraphpatchDeps, 'heartbeatMs' | 'patchBell' | 'patchRows'>,
  { tenantId, actorId, signal }: Watcher,
) {
  const look = () => patchRows.concerning(tenantId, actorId);
  return watchChange({ listen: () => patchBell.listen(tenantId), look, heartbeatMs, signal });
}
