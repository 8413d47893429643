import type { GenerateRequest } from '@ameide/contracts/inference/v1/inference_service';
import type { Frame } from '@ameide/contracts/inference/v1/run';
import { identityOf, requestContext, serverStopping } from '@ameide/service-kit/rpc';
import type { HandlerContext } from '@connectrpc/connect';
import { createRun } from '../app/create-run.ts';
import type { Gateway } from './dependencies.ts';
import { refusal } from './refusals.ts';
import { streamRun } from './stream-run.ts';

export async function* generate(
  gateway: Gateway,
  request: GenerateRequest,
  context: HandlerContext,
): AsyncGenerator<{ frame: Frame }> {
  const caller = requestContext(context);
  if (gateway.executor.stopping) throw serverStopping();
  const created = await createRun(gateway, request, identityOf(caller));
  if ('refused' in created) throw refusal(created.refused);
  const run = { tenantId: caller.tenantId, runId: created.runId, agentId: created.agentId };
  yield* streamRun(gateway, run, { after: 0, ended: created.ended, signal: caller.signal });
}
