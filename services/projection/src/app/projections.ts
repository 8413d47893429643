import { type Change, formatRef, type Ref, type SemanticMutation } from '@ameide/graph-model';
import { readAsTenant, type Transaction, withTenant } from '@ameide/postgres';
import { createWeightedLru } from '@ameide/service-kit/cache';
import type { Pool } from 'pg';
import type { ModelKey } from '../domain/commit.ts';
import { type Analysis, analyse } from '../domain/envelope/analysis.ts';
import { goBack, type ProjectedModel } from '../domain/model.ts';
import { type CommitSignal, watchKey } from './commit-signal.ts';
import type { Freshness, ModelRows } from './ports.ts';
import { modelNotFound, type Outcome, projectionBehind, versionNotFound } from './refusal.ts';

/** One version of a model. Never changed; shared by everybody who reads that version. */
export interface Projection {
  readonly model: ProjectedModel;
  /** Computed when first asked for. */
  analysis(): Analysis;
}

/** Who reads, and until when. */
export interface ReadingCaller {
  readonly tenantId: string;
  readonly signal: AbortSignal;
  /** How long the answer may wait for the projection, in ms. */
  readonly patienceMs: number;
}

/** Reads what was projected, for one tenant. */
export interface Projections {
  /** The version that the ref names, or the newest. Waits for events when it does not know the model or version yet. */
  load(caller: ReadingCaller, ref: Ref): Promise<Outcome<Projection>>;
  /** The newest version; 0 for a model that is not there. Waits as `load` does when it is older than the ref's. */
  version(caller: ReadingCaller, ref: Ref): Promise<Outcome<{ readonly version: number }>>;
}

const DELTAS_PER_READ = 50;
/** What these last commits changed counts as recently changed. */
const RECENT_COMMITS = 5;
/** Nodes, edges and drawn things of all cached models together; some 200 bytes each. */
const CACHED_ELEMENTS = 500_000;
/** Another replica may project what a caller waits for. */
const LOOK_MS = 200;

export interface ProjectionsDeps {
  readonly pool: Pool;
  readonly rows: ModelRows;
  readonly freshness: Freshness;
  readonly commitSignal: CommitSignal;
}

export function createProjections({ pool, rows, freshness, commitSignal }: ProjectionsDeps): Projections {
  // Versions are looked up as the tenant first, so the cache serves nobody who may not see them.
  const cache = createWeightedLru<Projection>(CACHED_ELEMENTS);

  async function version(caller: ReadingCaller, ref: Ref): Promise<Outcome<{ readonly version: number }>> {
    const read = () => rows.readVersion(readAsTenant(pool, caller.tenantId, { signal: caller.signal }), ref);
    const isIt = (known: number) => known > 0 && known >= (ref.version ?? 0);
    const known = await read();
    if (isIt(known)) return { version: known };

    // Until the model is there, or it is certain that nobody has made it, or patience ends.
    const patience = AbortSignal.timeout(caller.patienceMs);
    const signal = AbortSignal.any([caller.signal, patience]);
    const listener = commitSignal.listen(watchKey(caller.tenantId, ref.artifactId, ref.branch));
    const caughtUp = freshness.caughtUp(signal).then(() => true);
    caughtUp.catch(() => undefined);
    try {
      for (;;) {
        const certain = await Promise.race([caughtUp, listener.wait(LOOK_MS, signal)]);
        signal.throwIfAborted();
        const newest = await read();
        if (certain || isIt(newest)) return { version: newest };
      }
    } catch (error) {
      if (!patience.aborted || caller.signal.aborted) throw error;
      const { seconds, heldBy } = await freshness.lag();
      return projectionBehind(seconds, heldBy);
    } finally {
      listener.stop();
    }
  }

  async function load(caller: ReadingCaller, ref: Ref): Promise<Outcome<Projection>> {
    const { tenantId, signal } = caller;
    const found = await version(caller, ref);
    if ('refused' in found) return found;
    if (found.version === 0) return modelNotFound(ref);
    const cached = cache.get(cacheKey(tenantId, ref, ref.version ?? found.version));
    if (cached) return cached;
    const read = (tx: Transaction) => readProjection(rows, tx, ref);
    const projection = await withTenant(pool, tenantId, read, { signal, isolation: 'repeatable read' });
    if ('refused' in projection) return projection;
    const { graph, layout, version: loaded } = projection.model;
    const elements = graph.nodes.size + graph.edges.size + layout.bounds.size + layout.waypoints.size;
    cache.set(cacheKey(tenantId, ref, loaded), projection, elements);
    return projection;
  }

  return { version, load };
}

function cacheKey(tenantId: string, { artifactId, branch }: ModelKey, version: number): string {
  return `${tenantId}/${formatRef({ artifactId, branch, version })}`;
}

async function readProjection(rows: ModelRows, tx: Transaction, ref: Ref): Promise<Outcome<Projection>> {
  const newest = await rows.readModel(tx, ref);
  if (!newest) return modelNotFound(ref);
  const wanted = ref.version ?? newest.version;
  const [first] = wanted < newest.version ? await rows.readDeltas(tx, ref, wanted, 1) : [];
  if (wanted !== newest.version && first?.version !== wanted + 1) return versionNotFound(ref, newest.version);
  const changes = (after: number, limit: number): Promise<Change[]> => rows.readDeltas(tx, ref, after, limit);
  let model = newest;
  while (model.version > wanted) {
    const before = Math.max(wanted, model.version - DELTAS_PER_READ);
    model = goBack(model, (await changes(before, model.version - before)).reverse());
  }
  // The import itself does not count: after it everything would be recent.
  const since = Math.max(1, wanted - RECENT_COMMITS);
  const recent = wanted > since ? await changes(since, wanted - since) : [];
  const recentlyChanged = new Set(recent.flatMap(({ semantic }) => semantic).map(idOf));
  let analysis: Analysis | undefined;
  return {
    model,
    analysis() {
      analysis ??= analyse(model.graph, recentlyChanged);
      return analysis;
    },
  };
}

function idOf(mutation: SemanticMutation): string {
  if ('node' in mutation) return mutation.node.id;
  return 'edge' in mutation ? mutation.edge.id : mutation.id;
}
