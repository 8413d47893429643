import {
  type CreateRunResponse,
  CreateRunResponseSchema,
  type GenerateRequest,
  InferenceService,
} from '@ameide/contracts/inference/v1/inference_service';
import { identityOf, type RequestContext, serverStopping, unary } from '@ameide/service-kit/rpc';
import { create as message } from '@bufbuild/protobuf';
import { createRun as create } from '../app/create-run.ts';
import type { GatewayDeps } from '../app/deps.ts';
import { rememberName } from '../app/directory.ts';
import { encodeResumeToken } from '../wire/resume-token.ts';
import { requestFromWire, runToWire } from '../wire/run.ts';
import { refusals } from './refusals.ts';

export const createRun = (deps: GatewayDeps) =>
  unary(InferenceService.method.createRun, 'graph.viewer', async ({ request }, caller) => {
    await rememberName(deps.directory, caller);
    return createInBackground(deps, caller, request!);
  });

/** Creates a run that nobody follows yet. @throws ServiceError as Generate refuses */
export async function createInBackground(
  deps: GatewayDeps,
  caller: RequestContext,
  request: GenerateRequest,
): Promise<CreateRunResponse> {
  if (deps.executor.stopping) throw serverStopping();
  const { runId } = refusals.accept(await create(deps, requestFromWire(request), identityOf(caller)));
  const run = await deps.runs.find({ tenantId: caller.tenantId, runId });
  const resumeToken = encodeResumeToken({ runId, index: 0 });
  return message(CreateRunResponseSchema, { run: runToWire(run!), resumeToken });
}
