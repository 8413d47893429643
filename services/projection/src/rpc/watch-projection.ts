import {
  ProjectionDeltaSchema,
  type ProjectionService,
  type WatchProjectionResponse,
  WatchProjectionResponseSchema,
} from '@ameide/contracts/projection/v1/projection_service';
import { graphToWire, layoutToWire } from '@ameide/graph-model/wire';
import { withTenant } from '@ameide/postgres';
import { ServiceError } from '@ameide/service-kit/errors';
import { requestContext, requireRole, serverStopping } from '@ameide/service-kit/rpc';
import { create, fromJson } from '@bufbuild/protobuf';
import type { ServiceImpl } from '@connectrpc/connect';
import type { Pool } from 'pg';
import { readDeltas, readVersion } from '../adapters/rows.ts';
import type { CommitSignal } from '../app/commit-signal.ts';
import { type Projections, refOf } from '../app/projections.ts';

export interface WatchDependencies {
  readonly pool: Pool;
  readonly projections: Projections;
  readonly commitSignal: CommitSignal;
  /** Aborted when the service stops. */
  readonly stopping: AbortSignal;
  readonly heartbeatMs: number;
}

const deltasPerRead = 50;
/** Another replica may have projected the commit, so a watcher also looks by itself. */
const lookMs = 2000;

/** The key under which commits of a model are announced. */
export function watchKey(tenantId: string, artifactId: string, branch: string): string {
  return `${tenantId}/${artifactId}/${branch}`;
}

export function watchProjectionRpc(deps: WatchDependencies): ServiceImpl<typeof ProjectionService>['watchProjection'] {
  return async function* (request, context) {
    const ctx = requestContext(context);
    requireRole(ctx, 'graph.viewer');
    const ref = refOf(request.ref);
    if (ref.version !== undefined) {
      throw new ServiceError('invalid_argument', 'ref_invalid', 'Watch a branch, not a version: leave out the @.');
    }
    const signal = AbortSignal.any([ctx.signal, deps.stopping]);
    const key = watchKey(ctx.tenantId, ref.artifactId, ref.branch);
    const newest = await deps.projections.version(ctx.tenantId, ref, signal);
    if (newest === 0) throw new ServiceError('not_found', 'model_not_found', `There is no model ${request.ref}.`);

    const snapshot = async () => {
      const model = await deps.projections.load(ctx.tenantId, ref, signal);
      const value = { version: model.version, graph: graphToWire(model.graph), layout: layoutToWire(model.layout) };
      return { version: model.version, event: event({ case: 'snapshot', value }) };
    };
    let version = request.sinceVersion;
    if (version === undefined || version > newest) {
      const first = await snapshot();
      version = first.version;
      yield first.event;
    } else {
      yield event({ case: 'heartbeat', value: { version: newest } });
    }
    let quietSince = performance.now();
    while (!signal.aborted) {
      const announced = deps.commitSignal.wait(key, lookMs, signal);
      const { known, deltas } = await withTenant(deps.pool, ctx.tenantId, async (tx) => ({
        known: await readVersion(tx, ref),
        deltas: await readDeltas(tx, ref, version!, deltasPerRead),
      }));
      if (deltas.length > 0 && deltas[0]!.version === version + 1) {
        for (const { version: next, delta } of deltas) {
          version = next;
          yield event({ case: 'delta', value: fromJson(ProjectionDeltaSchema, delta) });
        }
        quietSince = performance.now();
        continue;
      }
      if (known > version) {
        const current = await snapshot();
        version = current.version;
        yield current.event;
        quietSince = performance.now();
        continue;
      }
      await announced;
      if (performance.now() - quietSince >= deps.heartbeatMs) {
        yield event({ case: 'heartbeat', value: { version } });
        quietSince = performance.now();
      }
    }
    if (deps.stopping.aborted && !ctx.signal.aborted) throw serverStopping();
  };
}

type EventInit = NonNullable<Parameters<typeof create<typeof WatchProjectionResponseSchema>>[1]>['event'];

function event(value: EventInit): WatchProjectionResponse {
  return create(WatchProjectionResponseSchema, { event: value! });
}
