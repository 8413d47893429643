import type { Announcements } from '@ameide/event-feed';
import { formatRef, type Ref } from '@ameide/graph-model';
import { readAsTenant, type Transaction, withTenant } from '@ameide/postgres';
import { createSharedLoads } from '@ameide/service-kit/cache';
import type { Pool } from 'pg';
import type { Freshness, KnownVersion, ModelRows, ModelToAnalyse, ModelWork, StoredModel } from './ports.ts';
import type { Rebuilds } from './rebuilds.ts';
import { modelNotFound, type Outcome, projectionBehind, versionNotFound } from './refusal.ts';
import { watchKey } from './watch-key.ts';

/** Who reads, and until when. */
export interface ReadingCaller {
  readonly tenantId: string;
  readonly signal: AbortSignal;
  /** How long the answer may wait for the projection, in ms. */
  readonly patienceMs: number;
}

/** Reads what was projected, for one tenant. */
export interface Projections {
  /** The newest version; 0 for a model that is not there. Waits for events when it is older than the ref's. */
  version(caller: ReadingCaller, ref: Ref): Promise<Outcome<{ readonly version: number }>>;
  /** The version that the ref names, or the newest; refused when the model is not there. Waits as `version` does. */
  find(caller: ReadingCaller, ref: Ref): Promise<Outcome<{ readonly version: number }>>;
  /** A version of a model. One read for all who ask at the same time, whoever of them leaves. */
  load(tenantId: string, ref: Required<Ref>): Promise<Outcome<ModelToAnalyse>>;
}

/** What these last commits changed counts as recently changed. */
const RECENT_COMMITS = 5;
/** Characters of all stored models that are kept. */
const KEPT_CHARACTERS = 16 * 1024 * 1024;
/** Another replica may project what a caller waits for. */
const LOOK_MS = 200;

export interface ProjectionsDeps {
  readonly pool: Pool;
  readonly rows: ModelRows;
  readonly work: Pick<ModelWork, 'goBack'>;
  readonly freshness: Freshness;
  readonly rebuilds: Pick<Rebuilds, 'begin'>;
  readonly commitSignal: Announcements;
}

export function createProjections({
  pool,
  rows,
  work,
  freshness,
  rebuilds,
  commitSignal,
}: ProjectionsDeps): Projections {
  const loads = createSharedLoads<Outcome<ModelToAnalyse>>(KEPT_CHARACTERS, sizeOf);

  async function version(caller: ReadingCaller, ref: Ref): Promise<Outcome<{ readonly version: number }>> {
    const read = async () => {
      const known = await rows.readVersion(readAsTenant(pool, caller.tenantId, { signal: caller.signal }), ref);
      if (known.isRebuilding) rebuilds.begin(caller.tenantId, ref);
      return known;
    };
    // The newest is not known while newer ones are known of that are not here.
    const isIt = ({ version: known, isRebuilding }: KnownVersion) =>
      known > 0 && (ref.version === undefined ? !isRebuilding : known >= ref.version);
    let known = await read();
    if (isIt(known)) return { version: known.version };

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
        known = await read();
        if (isIt(known) || (certain && !known.isRebuilding)) return { version: known.version };
        if (certain) await listener.wait(LOOK_MS, signal);
      }
    } catch (error) {
      if (!patience.aborted || caller.signal.aborted) throw error;
      const { seconds, heldBy } = await freshness.lag();
      return projectionBehind(seconds, known.isRebuilding ? 'the model is being rebuilt from its document' : heldBy);
    } finally {
      listener.stop();
    }
  }

  async function find(caller: ReadingCaller, ref: Ref): Promise<Outcome<{ readonly version: number }>> {
    const newest = await version(caller, ref);
    if ('refused' in newest) return newest;
    if (newest.version === 0) return modelNotFound(ref);
    if (ref.version !== undefined && ref.version > newest.version) return versionNotFound(ref, newest.version);
    return { version: ref.version ?? newest.version };
  }

  async function readVersion(tx: Transaction, tenantId: string, ref: Required<Ref>): Promise<Outcome<ModelToAnalyse>> {
    const newest = await rows.readModel(tx, ref);
    if (!newest) return modelNotFound(ref);
    const [first] = ref.version < newest.version ? await rows.readDeltas(tx, ref, ref.version, ref.version + 1) : [];
    if (ref.version !== newest.version && !first) return versionNotFound(ref, newest.version);
    let model: StoredModel = newest;
    while (model.version > ref.version) {
      model = await work.goBack(tenantId, model, await rows.readDeltasBack(tx, ref, ref.version, model.version));
    }
    // The import itself does not count: after it everything would be recent.
    const since = Math.max(1, ref.version - RECENT_COMMITS);
    const recent = ref.version > since ? await rows.readDeltas(tx, ref, since, ref.version) : [];
    return { model, recent: recent.map(({ json }) => json) };
  }

  return {
    version,
    find,
    load(tenantId, ref) {
      const read = (tx: Transaction) => readVersion(tx, tenantId, ref);
      return loads.get(`${tenantId}/${formatRef(ref)}`, () =>
        withTenant(pool, tenantId, read, { isolation: 'repeatable read' }),
      );
    },
  };
}

/** A refusal is never kept: what is not there may come. */
function sizeOf(loaded: Outcome<ModelToAnalyse>): number {
  if ('refused' in loaded) return Number.POSITIVE_INFINITY;
  const { model, recent } = loaded;
  return model.graph.length + model.layout.length + recent.reduce((sum, json) => sum + json.length, 0);
}
