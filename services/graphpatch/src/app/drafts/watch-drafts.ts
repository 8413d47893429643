import type { Ref } from '@ameide/graph-model';
import type { SharedLoads } from '@ameide/service-kit/cache';
import type { EncodeMessage } from '@ameide/service-kit/rpc';
import type { GraphpatchDeps } from '../deps.ts';
import type { Caller } from '../ports.ts';
import { DraftMoved, type DraftRow } from './ports.ts';

/** What a watcher is told. */
export type DraftEvent = { readonly type: 'changed'; readonly encode: EncodeMessage } | { readonly type: 'heartbeat' };

export interface WatchDraftsDeps
  extends Pick<GraphpatchDeps, 'draftBell' | 'draftRows' | 'heartbeatMs' | 'stopping' | 'worker'> {
  /** Encoded events, by what they are about. */
  readonly encoded: SharedLoads<Uint8Array>;
}

/** A hint may be lost with the connection that it comes through, so a watcher also looks by itself. */
const LOOK_MS = 2_000;

/** Every draft of a branch as it is, also what is empty now and may not have been to whoever looks again; a heartbeat, and then whatever happens to them, until the signal aborts. */
export async function* watchDrafts(
  deps: WatchDraftsDeps,
  { tenantId, signal }: Pick<Caller, 'signal' | 'tenantId'>,
  model: Ref,
): AsyncGenerator<DraftEvent, void, undefined> {
  const bell = deps.draftBell.listen(tenantId, model);
  const known = new Map<string, number>();
  let lastTold: number | undefined;
  try {
    while (!signal.aborted) {
      let isQuiet = true;
      for (const draft of await deps.draftRows.ofModel(tenantId, model)) {
        const before = known.get(draft.personId);
        if (before === draft.revision) continue;
        known.set(draft.personId, draft.revision);
        const after = before !== undefined && before >= draft.settledRevision ? before : 0;
        yield { type: 'changed', encode: changed(deps, tenantId, draft, after) };
        isQuiet = false;
      }
      const now = performance.now();
      if (lastTold === undefined || (isQuiet && now - lastTold >= deps.heartbeatMs)) yield { type: 'heartbeat' };
      if (!isQuiet || lastTold === undefined || now - lastTold >= deps.heartbeatMs) lastTold = now;
      await bell.wait(Math.min(LOOK_MS, deps.heartbeatMs), signal);
    }
  } finally {
    bell.close();
  }
}

/** A draft that has been changed again is told with the next event. */
function changed(
  { draftRows, worker, encoded, stopping }: WatchDraftsDeps,
  tenantId: string,
  draft: DraftRow,
  after: number,
): EncodeMessage {
  return (format) =>
    encoded.get(`${tenantId}/${draft.id}/${after}/${draft.revision} ${format}`, async () => {
      const batches = await draftRows.batches(tenantId, draft).catch((error: unknown) => {
        if (error instanceof DraftMoved) return [];
        throw error;
      });
      const since = batches.filter(({ revision }) => revision > after);
      return worker.draftChanged({ tenantId, draft, after, batches: since, format }, stopping);
    });
}
