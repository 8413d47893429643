import type { Announcements } from '@ameide/event-feed';
import { formatRef, type Ref } from '@ameide/graph-model';
import type { SharedLoads } from '@ameide/service-kit/cache';
import type { EncodeMessage } from '@ameide/service-kit/rpc';
import type { DeltaReads } from './delta-reads.ts';
import type { ModelWork } from './ports.ts';
import type { Projections, ReadingCaller } from './projections.ts';
import type { Outcome } from './refusal.ts';
import { watchKey } from './watch-key.ts';

/** What a watcher is told. A heartbeat names the version that the read model has. */
export type WatchEvent =
  | { readonly type: 'snapshot' | 'delta'; readonly encode: EncodeMessage }
  | { readonly type: 'heartbeat'; readonly version: number };

export interface WatchDeps {
  readonly projections: Projections;
  readonly deltas: DeltaReads;
  readonly work: Pick<ModelWork, 'snapshot'>;
  /** Encoded snapshots, by version and format. */
  readonly snapshots: SharedLoads<Uint8Array>;
  readonly commitSignal: Announcements;
  /** How often a watcher hears something when nothing happens. */
  readonly heartbeatMs: number;
  /** What a refusal is thrown as where an answer has begun. */
  readonly accept: <T extends object>(outcome: Outcome<T>) => T;
}

/** Another replica may have projected the commit, so a watcher also looks by itself. */
const LOOK_MS = 2_000;

/**
 * A snapshot, or a heartbeat for whoever has a version, and then every commit once and in order, until the signal aborts. A refusal is the last.
 * Nothing is read ahead: a watcher that is slow keeps what it is being sent, and nobody waits for it.
 * @param since the version that the watcher has
 */
export async function* watch(
  deps: WatchDeps,
  caller: ReadingCaller,
  ref: Ref,
  since: number | undefined,
): AsyncGenerator<Outcome<WatchEvent>, void, undefined> {
  const { tenantId, signal } = caller;
  const listener = deps.commitSignal.listen(watchKey(tenantId, ref.artifactId, ref.branch));
  try {
    // What the client has seen, it has seen: a read model that is behind catches up first.
    const known = await deps.projections.version(caller, { ...ref, ...(since && { version: since }) });
    if ('refused' in known) return void (yield known);
    let version = since !== undefined && known.version > 0 && since <= known.version ? since : undefined;
    if (version !== undefined) yield { type: 'heartbeat', version: known.version };
    let lastTold = performance.now();
    while (!signal.aborted) {
      const deltas = version === undefined ? null : await deps.deltas.after(tenantId, ref, version);
      if (deltas === null) {
        const found = await deps.projections.find(caller, ref);
        if ('refused' in found) return void (yield found);
        version = found.version;
        yield { type: 'snapshot', encode: snapshotOf(deps, tenantId, { ...ref, version }) };
      }
      for (const { version: made, encode } of deltas ?? []) {
        version = made;
        yield { type: 'delta', encode };
      }
      if (deltas?.length !== 0) lastTold = performance.now();
      else if (performance.now() - lastTold < deps.heartbeatMs) {
        await listener.wait(Math.min(LOOK_MS, deps.heartbeatMs), signal);
      } else {
        yield { type: 'heartbeat', version: version! };
        lastTold = performance.now();
      }
    }
  } finally {
    listener.stop();
  }
}

function snapshotOf({ projections, work, snapshots, accept }: WatchDeps, tenantId: string, ref: Required<Ref>) {
  const encode: EncodeMessage = (format) =>
    snapshots.get(`${tenantId}/${formatRef(ref)} ${format}`, async () => {
      const { model } = accept(await projections.load(tenantId, ref));
      return work.snapshot(tenantId, model, format);
    });
  return encode;
}
