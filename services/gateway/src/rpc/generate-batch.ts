import {
  type BatchedRun,
  BatchedRunSchema,
  type GenerateRequest,
  InferenceService,
} from '@ameide/contracts/inference/v1/inference_service';
import { errorReason, toConnectError } from '@ameide/service-kit/errors';
import { type RequestContext, unary } from '@ameide/service-kit/rpc';
import { create } from '@bufbuild/protobuf';
import { Code } from '@connectrpc/connect';
import type { GatewayDeps } from '../app/deps.ts';
import { rememberName } from '../app/directory.ts';
import { createInBackground } from './create-run.ts';

export const generateBatch = (deps: GatewayDeps) =>
  unary(InferenceService.method.generateBatch, 'graph.viewer', async ({ requests }, caller) => {
    await rememberName(deps.directory, caller);
    const results: BatchedRun[] = [];
    // One after the other: those of one chat wait for each other in this order.
    for (const request of requests) results.push(await batched(deps, caller, request));
    return { results };
  });

async function batched(deps: GatewayDeps, caller: RequestContext, request: GenerateRequest): Promise<BatchedRun> {
  try {
    const value = await createInBackground(deps, caller, request);
    return create(BatchedRunSchema, { result: { case: 'created', value } });
  } catch (error) {
    caller.signal.throwIfAborted();
    const refused = toConnectError(error, caller.requestId);
    if (refused.code === Code.Internal) caller.logger.error({ err: error }, 'a run of a batch was not created');
    const value = { reason: errorReason(refused) ?? 'internal', message: refused.rawMessage };
    return create(BatchedRunSchema, { result: { case: 'error', value } });
  }
}
