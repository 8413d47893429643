import {
  type GetProjectionRequest,
  type GetProjectionResponse,
  GetProjectionResponseSchema,
  ProjectionIntent,
  ProjectionService,
} from '@ameide/contracts/projection/v1/projection_service';
import { formatRef, type Ref } from '@ameide/graph-model';
import { createWeightedLru } from '@ameide/service-kit/cache';
import { encodeAnswer, unary } from '@ameide/service-kit/rpc';
import { create } from '@bufbuild/protobuf';
import type { ProjectionDeps } from '../app/deps.ts';
import type { Projection } from '../app/projections.ts';
import type { ProjectionRefusal } from '../app/refusal.ts';
import { buildEnvelope, type EnvelopeResult } from '../domain/envelope/build.ts';
import { envelopeToWire } from '../wire/envelope.ts';
import { readingCaller, refOf } from './reading.ts';
import { refusals } from './refusals.ts';

const DEFAULT_TOKEN_BUDGET = 4_000;
const DEFAULT_DEPTH = 2;
/** Of all answers that are kept, as they are sent. */
const CACHED_BYTES = 32 * 1024 * 1024;

export const getProjection = ({ projections, loadTokenCounter }: ProjectionDeps) => {
  const answers = createWeightedLru<GetProjectionResponse>(CACHED_BYTES);

  async function answerOf(request: GetProjectionRequest, asked: Ref, projection: Projection) {
    const { notation, version } = projection.model;
    const envelopeRequest = {
      notation,
      version,
      intent: request.intent === ProjectionIntent.MODIFY ? ('modify' as const) : ('analyze' as const),
      tokenBudget: request.tokenBudget || DEFAULT_TOKEN_BUDGET,
      focusIds: request.focusIds,
      focusKinds: request.focusKinds,
      maxDepth: request.maxDepth || DEFAULT_DEPTH,
    };
    const result = buildEnvelope(projection.analysis(), envelopeRequest, await loadTokenCounter());
    if (!result.ok) throw refusals.error(refusalOf(result));
    return create(GetProjectionResponseSchema, { envelope: envelopeToWire(result.envelope, asked, projection) });
  }

  return unary(ProjectionService.method.getProjection, 'graph.viewer', async (request, caller) => {
    const asked = refOf(request.ref);
    // Loading tells whether the tenant has that version, so an answer serves nobody who may not see it.
    const projection = refusals.accept(await projections.load(readingCaller(caller), asked));
    const key = answerKey(caller.tenantId, { ...asked, version: projection.model.version }, request);
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = await answerOf(request, asked, projection);
    answers.set(key, answer, encodeAnswer(GetProjectionResponseSchema, answer));
    return answer;
  });
};

/** Names everything that an answer depends on. */
function answerKey(tenantId: string, ref: Ref, request: GetProjectionRequest): string {
  const { intent, tokenBudget, maxDepth, focusIds, focusKinds } = request;
  return JSON.stringify([tenantId, formatRef(ref), intent, tokenBudget, maxDepth, focusIds, focusKinds]);
}

function refusalOf(result: Extract<EnvelopeResult, { ok: false }>): ProjectionRefusal {
  if (result.reason === 'focus_not_found') {
    const message = `The model has no ${result.missing.join(', ')}. Ask without a focus to see what it has.`;
    return { reason: result.reason, message, metadata: { ids: result.missing.join(' ') } };
  }
  const message = `Nothing useful fits; a budget of ${result.needed} tokens would.`;
  return { reason: result.reason, message, metadata: { needed_tokens: String(result.needed) } };
}
