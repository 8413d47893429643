import { ProjectionDeltaSchema } from '@ameide/contracts/projection/v1/projection_service';
import { type Change, formatRef, parseRef, type Ref, type SemanticMutation } from '@ameide/graph-model';
import { changeFromWire } from '@ameide/graph-model/wire';
import { readAsTenant, type Transaction, withTenant } from '@ameide/postgres';
import { createWeightedLru } from '@ameide/service-kit/cache';
import { ServiceError } from '@ameide/service-kit/errors';
import { fromJson } from '@bufbuild/protobuf';
import type { Pool } from 'pg';
import { type ModelKey, readDeltas, readModel, readVersion } from '../adapters/rows.ts';
import { type Analysis, analyse } from '../domain/envelope/analysis.ts';
import { goBack, type ProjectedModel } from '../domain/model.ts';

/** One version of a model. Never changed; shared by everybody who reads that version. */
export interface Projection {
  readonly model: ProjectedModel;
  /** Computed when first asked for. */
  analysis(): Analysis;
}

/** Reads what was projected, for one tenant. */
export interface Projections {
  /**
   * The version that the ref names, or the newest. Waits for the log when it does not know the model or version yet.
   * @throws ServiceError `model_not_found`, `version_not_found`
   */
  load(tenantId: string, ref: Ref, signal: AbortSignal): Promise<Projection>;
  /** The newest version; 0 for a model that is not there. Waits as `load` does when it is older than the ref's. */
  version(tenantId: string, ref: Ref, signal: AbortSignal): Promise<number>;
}

const deltasPerRead = 50;
/** What these last commits changed counts as recently changed. */
const recentCommits = 5;
/** Nodes, edges and drawn things of all cached models together; some 200 bytes each. */
const cachedElements = 500_000;

/** @throws ServiceError `ref_invalid` */
export function refOf(text: string): Ref {
  const ref = parseRef(text);
  if (ref) return ref;
  const message = `"${text}" is not a ref. Use artifacts/<id>/<branch>[@<version>].`;
  throw new ServiceError('invalid_argument', 'ref_invalid', message);
}

/** `caughtUp` resolves when everything that is committed by now has been projected. */
export function createProjections(pool: Pool, caughtUp: (signal: AbortSignal) => Promise<void>): Projections {
  // Versions are looked up as the tenant first, so the cache serves nobody who may not see them.
  const cache = createWeightedLru<Projection>(cachedElements);

  async function version(tenantId: string, ref: Ref, signal: AbortSignal): Promise<number> {
    const read = () => readVersion(readAsTenant(pool, tenantId, { signal }), ref);
    const known = await read();
    if (known > 0 && known >= (ref.version ?? 0)) return known;
    await caughtUp(signal);
    return read();
  }

  async function load(tenantId: string, ref: Ref, signal: AbortSignal): Promise<Projection> {
    const newest = await version(tenantId, ref, signal);
    if (newest === 0) {
      const message = `There is no model ${formatRef({ artifactId: ref.artifactId, branch: ref.branch })}.`;
      throw new ServiceError('not_found', 'model_not_found', message);
    }
    const cached = cache.get(cacheKey(tenantId, ref, ref.version ?? newest));
    if (cached) return cached;
    const read = (tx: Transaction) => readProjection(tx, ref);
    const projection = await withTenant(pool, tenantId, read, { signal, isolation: 'repeatable read' });
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

async function readProjection(tx: Transaction, ref: Ref): Promise<Projection> {
  const { artifactId, branch } = ref;
  const newest = await readModel(tx, ref);
  if (!newest) throw new Error(`${formatRef({ artifactId, branch })} has disappeared`);
  const wanted = ref.version ?? newest.version;
  const [first] = wanted < newest.version ? await readDeltas(tx, ref, wanted, 1) : [];
  if (wanted !== newest.version && first?.version !== wanted + 1) {
    const message = `${formatRef({ artifactId, branch })} has no version ${wanted} here; the newest is ${newest.version}.`;
    const metadata = { newest_version: String(newest.version) };
    throw new ServiceError('not_found', 'version_not_found', message, { metadata });
  }
  let model = newest;
  while (model.version > wanted) {
    const before = Math.max(wanted, model.version - deltasPerRead);
    model = goBack(model, (await readChanges(tx, ref, before, model.version - before)).reverse());
  }
  // The import itself does not count: after it everything would be recent.
  const since = Math.max(1, wanted - recentCommits);
  const recent = wanted > since ? await readChanges(tx, ref, since, wanted - since) : [];
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

async function readChanges(tx: Transaction, key: ModelKey, after: number, limit: number): Promise<Change[]> {
  const deltas = await readDeltas(tx, key, after, limit);
  return deltas.map(({ delta }) => changeFromWire(fromJson(ProjectionDeltaSchema, delta).change!));
}

function idOf(mutation: SemanticMutation): string {
  if ('node' in mutation) return mutation.node.id;
  return 'edge' in mutation ? mutation.edge.id : mutation.id;
}
