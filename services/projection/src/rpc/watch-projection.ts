import {
  ProjectionDeltaSchema,
  type ProjectionService,
  type WatchProjectionResponse,
  WatchProjectionResponseSchema,
} from '@ameide/contracts/projection/v1/projection_service';
import type { Ref } from '@ameide/graph-model';
import { graphToWire, layoutToWire } from '@ameide/graph-model/wire';
import { type Transaction, withTenant } from '@ameide/postgres';
import { ServiceError } from '@ameide/service-kit/errors';
import { requestContext, requireRole } from '@ameide/service-kit/rpc';
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
  /** Aborted when the service stops, with what watchers shall be told as its reason. */
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
    const listener = deps.commitSignal.listen(watchKey(ctx.tenantId, ref.artifactId, ref.branch));
    try {
      for await (const event of watch(deps, ctx.tenantId, ref, request.sinceVersion, signal)) {
        if (event !== undefined) yield event;
        else await listener.wait(Math.min(lookMs, deps.heartbeatMs), signal);
      }
      if (!ctx.signal.aborted) deps.stopping.throwIfAborted();
    } finally {
      listener.stop();
    }
  };
}

/** What a watcher is told, for ever; undefined when there is nothing to tell now. */
async function* watch(
  deps: WatchDependencies,
  tenantId: string,
  ref: Ref,
  since: number | undefined,
  signal: AbortSignal,
): AsyncGenerator<WatchProjectionResponse | undefined, void, undefined> {
  // What the client has seen, it has seen: a read model that is behind catches up first.
  const newest = await deps.projections.version(tenantId, { ...ref, ...(since && { version: since }) }, signal);
  let version = since !== undefined && newest > 0 && since <= newest ? since : undefined;
  if (version !== undefined) yield heartbeat(newest);
  let lastTold = performance.now();
  while (!signal.aborted) {
    const deltas = version === undefined ? null : await deltasAfter(deps.pool, tenantId, ref, version, signal);
    if (deltas === null) {
      const { model } = await deps.projections.load(tenantId, ref, signal);
      version = model.version;
      const value = { version, graph: graphToWire(model.graph), layout: layoutToWire(model.layout) };
      yield create(WatchProjectionResponseSchema, { event: { case: 'snapshot', value } });
    }
    for (const { version: next, delta } of deltas ?? []) {
      version = next;
      const value = fromJson(ProjectionDeltaSchema, delta);
      yield create(WatchProjectionResponseSchema, { event: { case: 'delta', value } });
    }
    if (deltas?.length !== 0) lastTold = performance.now();
    else if (performance.now() - lastTold < deps.heartbeatMs) yield undefined;
    else {
      yield heartbeat(version!);
      lastTold = performance.now();
    }
  }
}

/** The next deltas in order, none when there is nothing new; null when they have been trimmed. */
async function deltasAfter(pool: Pool, tenantId: string, ref: Ref, version: number, signal: AbortSignal) {
  const read = async (tx: Transaction) => {
    if ((await readVersion(tx, ref)) <= version) return [];
    const deltas = await readDeltas(tx, ref, version, deltasPerRead);
    return deltas[0]?.version === version + 1 ? deltas : null;
  };
  return withTenant(pool, tenantId, read, { signal, isolation: 'repeatable read' });
}

function heartbeat(version: number): WatchProjectionResponse {
  return create(WatchProjectionResponseSchema, { event: { case: 'heartbeat', value: { version } } });
}
