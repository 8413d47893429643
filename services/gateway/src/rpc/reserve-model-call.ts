import { MeteringService } from '@ameide/contracts/usage/v1/metering_service';
import { unary } from '@ameide/service-kit/rpc';
import type { GatewayDeps } from '../app/deps.ts';
import { reserveModelCall as reserve } from '../app/metering/reserve-model-call.ts';
import { refusals } from './refusals.ts';

export const reserveModelCall = (deps: GatewayDeps) =>
  unary(MeteringService.method.reserveModelCall, 'internal', async (request, caller) => {
    const { runId, maxInputTokens, inputTokens, ...call } = request;
    const planned = { ...call, maxInputTokens: Number(maxInputTokens), inputTokens: Number(inputTokens) };
    const { granted } = refusals.accept(await reserve(deps, caller, runId, planned));
    return { grantedOutputTokens: granted ?? 0 };
  });
