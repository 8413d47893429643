import type { RequestContext } from '@ameide/service-kit/rpc';
import type { GatewayDeps } from '../deps.ts';
import { type Refused, refuse } from '../refusal.ts';
import { budgetExceeded } from './budget-exceeded.ts';
import type { PlannedCall } from './ports.ts';

/** What is held for the output of a call before anything of it was seen, in tokens. */
const FIRST_SLICE_TOKENS = 256;

/** Holds what a call of a model for the caller's run may use. */
export async function reserveModelCall(
  { holds }: Pick<GatewayDeps, 'holds'>,
  { tenantId, runId: ownRunId }: RequestContext,
  runId: string,
  call: Omit<PlannedCall, 'outputTokens'>,
): Promise<{ readonly granted: number | undefined } | Refused> {
  // The id in the request names the run; whose it is and which may be asked for says the signed identity.
  if (runId !== ownRunId) return refuse('run_not_found');
  const reserved = await holds.reserve({ tenantId, runId }, { ...call, outputTokens: FIRST_SLICE_TOKENS });
  if ('shortage' in reserved) return { refused: budgetExceeded(reserved.shortage) };
  if (!('refused' in reserved)) return reserved;
  return refuse(reserved.refused === 'model_without_price' ? reserved.refused : 'run_not_found');
}
