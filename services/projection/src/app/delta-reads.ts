import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Ref } from '@ameide/graph-model';
import { withTenant } from '@ameide/postgres';
import { createWeightedLru } from '@ameide/service-kit/cache';
import type { EncodeMessage } from '@ameide/service-kit/rpc';
import type { Pool } from 'pg';
import type { ModelRows, ModelWork, StoredDelta } from './ports.ts';
import type { Rebuilds } from './rebuilds.ts';
import { watchKey } from './watch-key.ts';

/** A delta that is encoded once, for all who watch the model. */
export interface SharedDelta {
  readonly version: number;
  readonly encode: EncodeMessage;
}

/** Reads the deltas of a model once for all who watch it. */
export interface DeltaReads {
  /** The next ones after a version, in order; none when there is nothing new, null when they are not kept any more. */
  after(tenantId: string, ref: Ref, version: number): Promise<readonly SharedDelta[] | null>;
}

/** Characters of deltas that are kept for watchers who are a little behind. */
const KEPT_CHARACTERS = 8 * 1024 * 1024;

export interface DeltaReadsDeps {
  readonly pool: Pool;
  readonly rows: ModelRows;
  readonly work: Pick<ModelWork, 'delta'>;
  readonly rebuilds: Pick<Rebuilds, 'begin'>;
}

export function createDeltaReads({ pool, rows, work, rebuilds }: DeltaReadsDeps): DeltaReads {
  const kept = createWeightedLru<SharedDelta>(KEPT_CHARACTERS);
  const reading = new Map<string, Promise<readonly SharedDelta[] | null>>();

  function share(tenantId: string, key: string, delta: StoredDelta): SharedDelta {
    const known = kept.get(`${key}@${delta.version}`);
    if (known !== undefined) return known;
    const encoded = new Map<string, Promise<Uint8Array>>();
    const shared: SharedDelta = {
      version: delta.version,
      encode(format) {
        const bytes = encoded.get(format) ?? work.delta(tenantId, delta, format);
        encoded.set(format, bytes);
        bytes.catch(() => encoded.delete(format));
        return bytes;
      },
    };
    kept.set(`${key}@${delta.version}`, shared, delta.json.length);
    return shared;
  }

  async function read(tenantId: string, ref: Ref, key: string, version: number) {
    const deltas = await withTenant(
      pool,
      tenantId,
      async (tx) => {
        const { version: newest, isRebuilding } = await rows.readVersion(tx, ref);
        if (isRebuilding) rebuilds.begin(tenantId, ref);
        return newest <= version ? [] : [...(await rows.readDeltas(tx, ref, version, newest)), null];
      },
      { isolation: 'repeatable read' },
    );
    if (deltas.length > 0 && deltas[0]?.version !== version + 1) return null;
    return deltas.flatMap((delta) => (delta ? [share(tenantId, key, delta)] : []));
  }

  return {
    async after(tenantId, ref, version) {
      const key = watchKey(tenantId, ref.artifactId, ref.branch);
      const next = kept.get(`${key}@${version + 1}`);
      if (next !== undefined) return [next];
      const name = `${key}@${version}`;
      const underWay = reading.get(name);
      if (underWay !== undefined) return underWay;
      // All who are woken by the same commit ask in the same turn. Who asks later may know of a later commit.
      const started = nextTurn().then(() => {
        reading.delete(name);
        return read(tenantId, ref, key, version);
      });
      reading.set(name, started);
      return started;
    },
  };
}
