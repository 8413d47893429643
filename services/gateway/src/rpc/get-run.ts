import type { GetRunRequest } from '@ameide/contracts/inference/v1/inference_service';
import type { Run } from '@ameide/contracts/inference/v1/run';
import { requestContext } from '@ameide/service-kit/rpc';
import type { HandlerContext } from '@connectrpc/connect';
import { hasEnded } from '../domain/run/state.ts';
import { usageFacts } from '../frames/answer.ts';
import type { Gateway } from './dependencies.ts';
import { findOwnRun } from './own-run.ts';
import { runMessage } from './run-message.ts';

export async function getRun(
  gateway: Gateway,
  { runId }: GetRunRequest,
  context: HandlerContext,
): Promise<{ run: Run }> {
  const caller = requestContext(context);
  const run = await findOwnRun(gateway, caller, runId);
  if (hasEnded(run)) return { run: runMessage(run) };
  const progress =
    gateway.executor.get(runId)?.progress() ?? (await gateway.progress.find({ tenantId: caller.tenantId, runId }));
  return { run: runMessage(run, usageFacts(progress?.snapshot?.usage)) };
}
