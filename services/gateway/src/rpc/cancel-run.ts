import type { CancelRunRequest } from '@ameide/contracts/inference/v1/inference_service';
import type { Run } from '@ameide/contracts/inference/v1/run';
import { type RequestContext, requestContext } from '@ameide/service-kit/rpc';
import type { HandlerContext } from '@connectrpc/connect';
import type { Gateway } from './dependencies.ts';
import { runNotFound } from './refusals.ts';
import { runMessage } from './run-message.ts';

export async function cancelRun(
  gateway: Gateway,
  request: CancelRunRequest,
  context: HandlerContext,
): Promise<{ run?: Run }> {
  const run = await requestCancel(gateway, request, requestContext(context));
  if (run === undefined) return {};
  // When another process owns the run, it finds the request with its lease.
  gateway.executor.get(run.id)?.cancel();
  return { run: runMessage(run) };
}

async function requestCancel(
  { cancellations }: Gateway,
  { run }: CancelRunRequest,
  { tenantId, actorId }: RequestContext,
) {
  if (run.case === 'idempotencyKey') return cancellations.requestByKey(tenantId, actorId, run.value);
  const found = await cancellations.requestById({ tenantId, runId: run.value ?? '' }, actorId);
  if (found === undefined) throw runNotFound();
  return found;
}
