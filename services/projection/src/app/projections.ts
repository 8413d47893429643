import { ProjectionDeltaSchema } from '@ameide/contracts/projection/v1/projection_service';
import { formatRef, parseRef, type Ref } from '@ameide/graph-model';
import { changeFromWire } from '@ameide/graph-model/wire';
import { withTenant } from '@ameide/postgres';
import { ServiceError } from '@ameide/service-kit/errors';
import { fromJson } from '@bufbuild/protobuf';
import type { Pool } from 'pg';
import { readDeltas, readModel, readVersion } from '../adapters/rows.ts';
import { goBack, type ProjectedModel } from '../domain/model.ts';
import { keptDeltas } from './project-event.ts';

/** Reads what was projected, for one tenant. */
export interface Projections {
  /** The version that the ref names, or the newest. Waits for the log when it does not know the model or version yet. */
  load(tenantId: string, ref: Ref, signal: AbortSignal): Promise<ProjectedModel>;
  /** The newest version; 0 for a model that is not there. Waits as `load` does when there is none. */
  version(tenantId: string, ref: Ref, signal: AbortSignal): Promise<number>;
}

/** @throws ServiceError `ref_invalid` */
export function refOf(text: string): Ref {
  const ref = parseRef(text);
  if (ref) return ref;
  const message = `"${text}" is not a ref. Use artifacts/<id>/<branch>[@<version>].`;
  throw new ServiceError('invalid_argument', 'ref_invalid', message);
}

/** `caughtUp` resolves when everything that is committed by now has been projected. */
export function createProjections(pool: Pool, caughtUp: (signal: AbortSignal) => Promise<void>): Projections {
  async function version(tenantId: string, ref: Ref, signal: AbortSignal): Promise<number> {
    const read = () => withTenant(pool, tenantId, (tx) => readVersion(tx, ref), { signal });
    const known = await read();
    if (known > 0 && known >= (ref.version ?? 0)) return known;
    await caughtUp(signal);
    return read();
  }

  return {
    version,
    async load(tenantId, ref, signal) {
      const { artifactId, branch } = ref;
      const newest = await version(tenantId, ref, signal);
      if (newest === 0) {
        const message = `There is no model ${formatRef({ artifactId, branch })}.`;
        throw new ServiceError('not_found', 'model_not_found', message);
      }
      return withTenant(
        pool,
        tenantId,
        async (tx) => {
          const model = await readModel(tx, ref);
          if (!model) throw new Error(`${formatRef({ artifactId, branch })} has disappeared`);
          const wanted = ref.version ?? model.version;
          if (wanted === model.version) return model;
          const deltas = wanted > model.version ? [] : await readDeltas(tx, ref, wanted, keptDeltas);
          if (deltas.length !== model.version - wanted) {
            const message = `${formatRef({ artifactId, branch })} has no version ${wanted} here; the newest is ${model.version}.`;
            const metadata = { newest_version: String(model.version) };
            throw new ServiceError('not_found', 'version_not_found', message, { metadata });
          }
          const changes = deltas.map(({ delta }) => changeFromWire(fromJson(ProjectionDeltaSchema, delta).change!));
          return goBack(model, changes.reverse());
        },
        { signal, isolation: 'repeatable read' },
      );
    },
  };
}
