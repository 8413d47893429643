import type { ResumeRequest } from '@ameide/contracts/inference/v1/inference_service';
import type { Frame } from '@ameide/contracts/inference/v1/run';
import { requestContext } from '@ameide/service-kit/rpc';
import type { HandlerContext } from '@connectrpc/connect';
import { endedRun } from '../domain/run/state.ts';
import { decodeResumeToken } from '../frames/resume-token.ts';
import type { Gateway } from './dependencies.ts';
import { findOwnRun } from './own-run.ts';
import { resumeTokenInvalid, streamExpired } from './refusals.ts';
import { streamRun } from './stream-run.ts';

export async function* resume(
  gateway: Gateway,
  request: ResumeRequest,
  context: HandlerContext,
): AsyncGenerator<{ frame: Frame }> {
  const caller = requestContext(context);
  const point = decodeResumeToken(request.resumeToken);
  if (point === undefined) throw resumeTokenInvalid();
  const run = await findOwnRun(gateway, caller, point.runId);
  const ended = endedRun(run);
  if (ended !== undefined && gateway.now() - ended.endedAt >= gateway.config.retention) throw streamExpired();
  const ref = { tenantId: caller.tenantId, runId: run.id, agentId: run.agentId };
  yield* streamRun(gateway, ref, { after: point.index, ended, signal: caller.signal });
}
