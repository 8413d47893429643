import {
  type GetProjectionRequest,
  type GetProjectionResponse,
  GetProjectionResponseSchema,
  ProjectionIntent,
  ProjectionService,
} from '@ameide/contracts/projection/v1/projection_service';
import { formatRef, type Ref } from '@ameide/graph-model';
import { createSharedLoads } from '@ameide/service-kit/cache';
import { encodedAnswer, unary } from '@ameide/service-kit/rpc';
import type { ProjectionDeps } from '../app/deps.ts';
import type { EncodedEnvelope } from '../app/ports.ts';
import type { ProjectionRefusal } from '../app/refusal.ts';
import { namedRefOf, readingCaller } from './reading.ts';
import { refusals } from './refusals.ts';

const DEFAULT_TOKEN_BUDGET = 4_000;
const MOST_TOKENS = 200_000;
const DEFAULT_DEPTH = 2;
/** Of all answers that are kept, as they are sent. */
const CACHED_BYTES = 32 * 1024 * 1024;

interface SharedAnswer {
  readonly message: GetProjectionResponse;
  readonly bytes: number;
}

type Deps = Pick<ProjectionDeps, 'projections' | 'source' | 'work'>;

export const getProjection = ({ projections, source, work }: Deps) => {
  const answers = createSharedLoads<SharedAnswer>(CACHED_BYTES, ({ bytes }) => bytes);

  async function answerOf(tenantId: string, ref: Required<Ref>, request: GetProjectionRequest): Promise<SharedAnswer> {
    const envelopeRequest = {
      version: ref.version,
      intent: request.intent === ProjectionIntent.MODIFY ? ('modify' as const) : ('analyze' as const),
      tokenBudget: request.tokenBudget || DEFAULT_TOKEN_BUDGET,
      focusIds: request.focusIds,
      focusKinds: request.focusKinds,
      maxDepth: request.maxDepth || DEFAULT_DEPTH,
    };
    const load = async () => refusals.accept(await projections.load(tenantId, ref));
    const result = await work.envelope({ tenantId, ref: formatRef(ref), request: envelopeRequest }, load);
    if (!('answer' in result)) throw refusals.error(refusalOf(result));
    const message = encodedAnswer(GetProjectionResponseSchema, result.answer);
    return { message, bytes: result.answer.byteLength };
  }

  return unary(ProjectionService.method.getProjection, 'graph.viewer', async (request, caller) => {
    const asked = await namedRefOf(source, caller, request.ref);
    // Tells whether the tenant has that version, so an answer serves nobody who may not see it.
    const { version } = refusals.accept(await projections.find(readingCaller(caller), asked));
    const ref = { ...asked, version };
    const { tenantId } = caller;
    const { message } = await answers.get(answerKey(tenantId, ref, request), () => answerOf(tenantId, ref, request));
    return message;
  });
};

/** Names everything that an answer depends on. */
function answerKey(tenantId: string, ref: Ref, request: GetProjectionRequest): string {
  const { intent, tokenBudget, maxDepth, focusIds, focusKinds } = request;
  return JSON.stringify([tenantId, formatRef(ref), intent, tokenBudget, maxDepth, focusIds, focusKinds]);
}

function refusalOf(result: Exclude<EncodedEnvelope, { readonly answer: Uint8Array }>): ProjectionRefusal {
  if (result.reason === 'focus_not_found') {
    const message = `The model has no ${result.missing.join(', ')}. Ask without a focus to see what it has.`;
    return { reason: result.reason, message, metadata: { ids: result.missing.join(' ') } };
  }
  const what = result.needed > MOST_TOKENS ? 'a smaller focus might' : `a budget of ${result.needed} tokens would`;
  const message = `Nothing useful fits; ${what}.`;
  return { reason: result.reason, message, metadata: { needed_tokens: String(result.needed) } };
}
