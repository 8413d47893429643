import {
  ModelCallState,
  type ModelCall as WireCall,
  type ModelUsage as WireUsage,
} from '@ameide/contracts/usage/v1/model_usage';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import type { ModelCall, ModelUsage } from '../domain/usage/model-call.ts';

/** More than any model reads or writes at once; what a runtime says beyond it is not believed. */
const MAX_TOKENS = 2n ** 40n;

/** @param at when it was heard, in milliseconds since 1970 */
export function modelCallFromWire(call: WireCall, at: number): ModelCall {
  const { step, attempt, provider, model, usage, startedAt, reason, grantedOutputTokens } = call;
  return {
    ...{ step, attempt, provider, model, reason },
    state: stateOf(call.state),
    usage: usage && usageFromWire(usage),
    startedAt: startedAt === undefined ? at : timestampMs(startedAt),
    granted: grantedOutputTokens === 0 ? undefined : grantedOutputTokens,
  };
}

/** An unknown state is a failure. */
function stateOf(state: ModelCallState): ModelCall['state'] {
  switch (state) {
    case ModelCallState.RUNNING:
      return 'running';
    case ModelCallState.COMPLETED:
      return 'completed';
    case ModelCallState.CANCELLED:
      return 'cancelled';
    default:
      return 'failed';
  }
}

function usageFromWire(usage: WireUsage): ModelUsage {
  return {
    inputTokens: tokens(usage.inputTokens),
    cacheReadTokens: tokens(usage.cacheReadTokens),
    cacheWriteTokens: tokens(usage.cacheWriteTokens),
    outputTokens: tokens(usage.outputTokens),
    reasoningTokens: tokens(usage.reasoningTokens),
    model: usage.model,
    estimated: usage.estimated,
  };
}

function tokens(count: bigint): number {
  return Number(count < MAX_TOKENS ? count : MAX_TOKENS);
}
