import type { Ref } from '@ameide/graph-model';
import { withTenant } from '@ameide/postgres';
import type { Pool } from 'pg';
import type { Delta } from '../domain/commit.ts';
import type { ProjectedModel } from '../domain/model.ts';
import { type CommitSignal, watchKey } from './commit-signal.ts';
import type { ModelRows } from './ports.ts';
import type { Projections, ReadingCaller } from './projections.ts';
import type { Outcome } from './refusal.ts';

/** What a watcher is told. A heartbeat names the version that the read model has. */
export type WatchEvent =
  | { readonly type: 'snapshot'; readonly model: ProjectedModel }
  | { readonly type: 'delta'; readonly delta: Delta }
  | { readonly type: 'heartbeat'; readonly version: number };

export interface WatchDeps {
  readonly pool: Pool;
  readonly rows: ModelRows;
  readonly projections: Projections;
  readonly commitSignal: CommitSignal;
  /** How often a watcher hears something when nothing happens. */
  readonly heartbeatMs: number;
}

const DELTAS_PER_READ = 50;
/** Another replica may have projected the commit, so a watcher also looks by itself. */
const LOOK_MS = 2_000;

/**
 * A snapshot, or a heartbeat for whoever has a version, and then every commit once and in order, until the signal aborts. A refusal is the last.
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
      const deltas = version === undefined ? null : await deltasAfter(deps, caller, ref, version);
      if (deltas === null) {
        const projection = await deps.projections.load(caller, ref);
        if ('refused' in projection) return void (yield projection);
        version = projection.model.version;
        yield { type: 'snapshot', model: projection.model };
      }
      for (const delta of deltas ?? []) {
        version = delta.version;
        yield { type: 'delta', delta };
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

/** The next deltas in order, none when there is nothing new; null when they have been trimmed. */
async function deltasAfter({ pool, rows }: WatchDeps, { tenantId, signal }: ReadingCaller, ref: Ref, version: number) {
  return withTenant(
    pool,
    tenantId,
    async (tx) => {
      if ((await rows.readVersion(tx, ref)) <= version) return [];
      const deltas = await rows.readDeltas(tx, ref, version, DELTAS_PER_READ);
      return deltas[0]?.version === version + 1 ? deltas : null;
    },
    { signal, isolation: 'repeatable read' },
  );
}
