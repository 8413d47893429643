import {
  type GetProjectionRequest,
  type GetProjectionResponse,
  GetProjectionResponseSchema,
  ProjectionIntent,
  type ProjectionService,
} from '@ameide/contracts/projection/v1/projection_service';
import { formatRef, type Ref } from '@ameide/graph-model';
import { createWeightedLru } from '@ameide/service-kit/cache';
import { ServiceError } from '@ameide/service-kit/errors';
import { encodeAnswer, requestContext, requireRole } from '@ameide/service-kit/rpc';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import type { ServiceImpl } from '@connectrpc/connect';
import { type Projection, type Projections, refOf } from '../app/projections.ts';
import { buildEnvelope, type CountTokens, type EnvelopeResult } from '../domain/envelope/build.ts';
import { shownProperties } from '../domain/envelope/render.ts';

const defaultTokenBudget = 4_000;
const defaultDepth = 2;
/** Of all answers that are kept, as they are sent. */
const CACHED_BYTES = 32 * 1024 * 1024;

export interface GetProjectionDependencies {
  readonly projections: Projections;
  readonly loadTokenCounter: () => Promise<CountTokens>;
}

export function getProjectionRpc(
  deps: GetProjectionDependencies,
): ServiceImpl<typeof ProjectionService>['getProjection'] {
  const answers = createWeightedLru<GetProjectionResponse>(CACHED_BYTES);
  return async (request, context) => {
    const ctx = requestContext(context);
    requireRole(ctx, 'graph.viewer');
    const asked = refOf(request.ref);
    // Loading tells whether the tenant has that version, so an answer serves nobody who may not see it.
    const projection = await deps.projections.load(ctx.tenantId, asked, ctx.signal);
    const key = answerKey(ctx.tenantId, { ...asked, version: projection.model.version }, request);
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = create(
      GetProjectionResponseSchema,
      envelopeOf(request, asked, projection, await deps.loadTokenCounter()),
    );
    answers.set(key, answer, encodeAnswer(GetProjectionResponseSchema, answer));
    return answer;
  };
}

/** Names everything that an answer depends on. */
function answerKey(tenantId: string, ref: Ref, request: GetProjectionRequest): string {
  const { intent, tokenBudget, maxDepth, focusIds, focusKinds } = request;
  return JSON.stringify([tenantId, formatRef(ref), intent, tokenBudget, maxDepth, focusIds, focusKinds]);
}

/** @throws ServiceError when the request cannot be met */
function envelopeOf(
  request: GetProjectionRequest,
  asked: Ref,
  { model, analysis }: Projection,
  countTokens: CountTokens,
): MessageInitShape<typeof GetProjectionResponseSchema> {
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
    countTokens,
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
