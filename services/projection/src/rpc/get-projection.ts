import {
  ProjectionDeltaSchema,
  ProjectionIntent,
  type ProjectionService,
} from '@ameide/contracts/projection/v1/projection_service';
import { formatRef } from '@ameide/graph-model';
import { changeFromWire } from '@ameide/graph-model/wire';
import { withTenant } from '@ameide/postgres';
import { ServiceError } from '@ameide/service-kit/errors';
import { type RequestContext, requestContext, requireRole } from '@ameide/service-kit/rpc';
import { fromJson } from '@bufbuild/protobuf';
import type { ServiceImpl } from '@connectrpc/connect';
import type { Pool } from 'pg';
import { type ModelKey, readDeltas } from '../adapters/rows.ts';
import { countTokens } from '../adapters/token-counter.ts';
import { type Projections, refOf } from '../app/projections.ts';
import { buildEnvelope, type EnvelopeResult } from '../domain/envelope/build.ts';
import { shownProperties } from '../domain/envelope/render.ts';

const defaultTokenBudget = 4_000;
const defaultDepth = 2;
/** What these last commits changed counts as recently changed. */
const recentCommits = 5;

export interface GetProjectionDependencies {
  readonly pool: Pool;
  readonly projections: Projections;
}

export function getProjectionRpc(
  deps: GetProjectionDependencies,
): ServiceImpl<typeof ProjectionService>['getProjection'] {
  return async (request, context) => {
    const ctx = requestContext(context);
    requireRole(ctx, 'graph.viewer');
    const asked = refOf(request.ref);
    const model = await deps.projections.load(ctx.tenantId, asked, ctx.signal);
    const ref = formatRef({ ...asked, version: model.version });
    const { graph, notation, version } = model;
    const result = buildEnvelope(
      {
        ref,
        notation,
        graph,
        intent: request.intent === ProjectionIntent.MODIFY ? 'modify' : 'analyze',
        tokenBudget: request.tokenBudget || defaultTokenBudget,
        focusIds: request.focusIds,
        focusKinds: request.focusKinds,
        maxDepth: request.maxDepth || defaultDepth,
        recentlyChanged: await recentlyChanged(deps.pool, ctx, asked, version),
      },
      countTokens,
    );
    if (!result.ok) throw refused(result);
    const { view, scores, scenarios, hotspots, text, tokenCount, reductions } = result.envelope;
    return {
      envelope: {
        ref,
        version,
        notation,
        nodes: view.nodes.map((node) => ({
          id: node.id,
          kind: node.kind,
          name: node.name,
          parent: node.parent ?? '',
          score: scores.get(node.id) ?? 0,
          properties: shownProperties(node),
        })),
        edges: view.edges.map((edge) => ({ ...edge })),
        scenarios: scenarios.map(({ label, path, weight }) => ({ label, path: [...path], weight })),
        hotspots: hotspots.map(({ id, why }) => ({ id, why: [...why] })),
        text,
        tokenCount,
        reductions: [...reductions],
        totalNodes: graph.nodes.size,
        totalEdges: graph.edges.size,
      },
    };
  };
}

/** The import itself does not count: after it everything would be recent. */
async function recentlyChanged(pool: Pool, ctx: RequestContext, key: ModelKey, version: number): Promise<Set<string>> {
  const after = Math.max(1, version - recentCommits);
  const deltas = await withTenant(pool, ctx.tenantId, (tx) => readDeltas(tx, key, after, version - after || 1));
  const changed = deltas
    .filter((delta) => delta.version <= version)
    .flatMap(({ delta }) => changeFromWire(fromJson(ProjectionDeltaSchema, delta).change!).semantic);
  return new Set(
    changed.map((mutation) => {
      if ('node' in mutation) return mutation.node.id;
      return 'edge' in mutation ? mutation.edge.id : mutation.id;
    }),
  );
}

function refused(result: Extract<EnvelopeResult, { ok: false }>): ServiceError {
  if (result.reason === 'focus_not_found') {
    const message = `The model has no ${result.missing.join(', ')}. Ask without a focus to see what it has.`;
    return new ServiceError('invalid_argument', result.reason, message, {
      metadata: { ids: result.missing.join(' ') },
    });
  }
  const message = `Nothing useful fits; a budget of ${result.needed} tokens would.`;
  const metadata = { needed_tokens: String(result.needed) };
  return new ServiceError('invalid_argument', result.reason, message, { metadata });
}
