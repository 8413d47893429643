import type { ExecuteRunResponseSchema } from '@ameide/contracts/agents/v1/agent_runtime_service';
import { type ModelCallSchema, ModelCallState } from '@ameide/contracts/usage/v1/model_usage';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { RunEvent } from '../app/events.ts';
import type { ModelCall, ModelCallUsage } from '../domain/model-call.ts';

const states: Readonly<Record<ModelCall['state'], ModelCallState>> = {
  running: ModelCallState.RUNNING,
  completed: ModelCallState.COMPLETED,
  failed: ModelCallState.FAILED,
  cancelled: ModelCallState.CANCELLED,
};

export function runEventToWire({ event }: RunEvent): MessageInitShape<typeof ExecuteRunResponseSchema> {
  return { event: event.case === 'modelCall' ? { case: 'modelCall', value: modelCall(event.value) } : event };
}

function modelCall({
  state,
  usage,
  startedAt,
  endedAt,
  granted,
  ...call
}: ModelCall): MessageInitShape<typeof ModelCallSchema> {
  return {
    ...call,
    state: states[state],
    grantedOutputTokens: granted ?? 0,
    startedAt: timestampFromMs(startedAt),
    ...(endedAt !== undefined && { endedAt: timestampFromMs(endedAt) }),
    ...(usage && { usage: modelUsage(usage, call.provider) }),
  };
}

function modelUsage({ tokens, served, estimated }: ModelCallUsage, provider: string) {
  return {
    inputTokens: BigInt(tokens.input),
    cacheReadTokens: BigInt(tokens.cacheRead),
    cacheWriteTokens: BigInt(tokens.cacheWrite),
    outputTokens: BigInt(tokens.output),
    reasoningTokens: BigInt(tokens.reasoning),
    provider,
    model: served,
    estimated,
  };
}
