import { MeteringService } from '@ameide/contracts/usage/v1/metering_service';
import type { InternalCaller, InternalIdentity } from '@ameide/service-kit/auth';
import { errorDetail } from '@ameide/service-kit/errors';
import { ConnectError, createClient, type Transport } from '@connectrpc/connect';
import type { Reserve } from '../app/ports.ts';
import { RunRefused } from '../app/refusal.ts';

const CALL_TIMEOUT_MS = 10_000;

/** Reserves calls at the gateway, for runs of an identity. */
export function createMetering(
  gateway: Transport,
  caller: InternalCaller,
): (identity: InternalIdentity & { readonly runId: string }) => Reserve {
  const client = createClient(MeteringService, gateway);
  return (identity) =>
    async ({ inputTokens, maxInputTokens, ...call }, signal) => {
      const options = { ...caller.options(identity, signal && { signal }), timeoutMs: CALL_TIMEOUT_MS };
      const sizes = { inputTokens: BigInt(inputTokens), maxInputTokens: BigInt(maxInputTokens) };
      try {
        const { grantedOutputTokens } = await client.reserveModelCall(
          { runId: identity.runId, ...call, ...sizes },
          options,
        );
        return grantedOutputTokens === 0 ? undefined : grantedOutputTokens;
      } catch (error) {
        signal?.throwIfAborted();
        const { reason, metadata } = errorDetail(error) ?? {};
        if (reason === 'budget_exceeded' || reason === 'model_without_price')
          throw new RunRefused(reason, ConnectError.from(error).rawMessage, metadata, error);
        throw new RunRefused('metering_unavailable', undefined, undefined, error);
      }
    };
}
