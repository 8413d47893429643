import type { RequestContext } from '@ameide/service-kit/rpc';
import { endedRun, enqueuedAt, restingRun } from '../domain/run/state.ts';
import type { GatewayDeps } from './deps.ts';
import { findOwnRun } from './find-own-run.ts';
import type { FollowOptions } from './follow-run.ts';
import type { RunRef } from './ports/runs.ts';
import { type Refused, refuse } from './refusal.ts';

/** Where to go on in which run, if the caller may: what a token says gives no right. */
export async function resumeRun(
  deps: GatewayDeps,
  caller: RequestContext,
  point: { readonly runId: string; readonly index: number } | undefined,
): Promise<({ readonly run: RunRef & { readonly agentId: string } } & Omit<FollowOptions, 'signal'>) | Refused> {
  if (point === undefined) return refuse('resume_token_invalid');
  const found = await findOwnRun(deps, caller, point.runId);
  if ('refused' in found) return found;
  const ended = endedRun(found);
  if (ended !== undefined && deps.now() - ended.endedAt >= deps.config.retentionMs) return refuse('stream_expired');
  const run = { tenantId: caller.tenantId, runId: found.id, agentId: found.agentId };
  return { run, after: point.index, enqueuedAt: enqueuedAt(found), resting: restingRun(found) };
}
