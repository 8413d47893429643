import { ProjectionIntent, type ProjectionService } from '@ameide/contracts/projection/v1/projection_service';
import { formatRef } from '@ameide/graph-model';
import { ServiceError } from '@ameide/service-kit/errors';
import { requestContext, requireRole } from '@ameide/service-kit/rpc';
import type { ServiceImpl } from '@connectrpc/connect';
import { type Projections, refOf } from '../app/projections.ts';
import { buildEnvelope, type CountTokens, type EnvelopeResult } from '../domain/envelope/build.ts';
import { shownProperties } from '../domain/envelope/render.ts';

const defaultTokenBudget = 4_000;
const defaultDepth = 2;

export interface GetProjectionDependencies {
  readonly projections: Projections;
  readonly loadTokenCounter: () => Promise<CountTokens>;
}

export function getProjectionRpc(
  deps: GetProjectionDependencies,
): ServiceImpl<typeof ProjectionService>['getProjection'] {
  return async (request, context) => {
    const ctx = requestContext(context);
    requireRole(ctx, 'graph.viewer');
    const asked = refOf(request.ref);
    const { model, analysis } = await deps.projections.load(ctx.tenantId, asked, ctx.signal);
    const { notation, version } = model;
    const { graph, scores } = analysis();
    const result = buildEnvelope(
      analysis(),
      {
        notation,
        version,
        intent: request.intent === ProjectionIntent.MODIFY ? 'modify' : 'analyze',
        tokenBudget: request.tokenBudget || defaultTokenBudget,
        focusIds: request.focusIds,
        focusKinds: request.focusKinds,
        maxDepth: request.maxDepth || defaultDepth,
      },
      await deps.loadTokenCounter(),
    );
    if (!result.ok) throw refused(result);
    const { view, scenarios, hotspots, text, tokenCount, reductions } = result.envelope;
    return {
      envelope: {
        ref: formatRef({ ...asked, version }),
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
        edges: view.edges.map(({ id, kind, name, source, target, collapsed }) => ({
          id,
          kind,
          name,
          source,
          target,
          collapsed,
        })),
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
