import type { GraphpatchDeps } from './deps.ts';

/** Who watches. */
interface Watcher {
  readonly tenantId: string;
  readonly actorId: string;
  readonly signal: AbortSignal;
}

/** At first, and whenever what waits for a person or was decided for them is not what it was; heartbeats between, until the signal aborts. */
export async function* watchPatches(
  { patchBell, patchRows, heartbeatMs }: Pick<GraphpatchDeps, 'heartbeatMs' | 'patchBell' | 'patchRows'>,
  { tenantId, actorId, signal }: Watcher,
): AsyncGenerator<'changed' | 'heartbeat', void> {
  const bell = patchBell.listen(tenantId);
  let known: string | undefined;
  let toldAt = Number.NEGATIVE_INFINITY;
  try {
    while (!signal.aborted) {
      const now = await patchRows.concerning(tenantId, actorId);
      const leftMs = toldAt + heartbeatMs - performance.now();
      const isNews = now !== known;
      if (isNews || leftMs <= 0) {
        known = now;
        toldAt = performance.now();
        yield isNews ? 'changed' : 'heartbeat';
      } else await bell.wait(leftMs, signal);
    }
  } finally {
    bell.stop();
  }
}
