import type { RequestContext } from '@ameide/service-kit/rpc';
import type { Run } from '../domain/run/state.ts';
import type { RunDeps } from './deps.ts';
import { type Refused, refuse } from './refusal.ts';

/** A run that the caller has asked for; any other id is refused. */
export async function findOwnRun(
  { runs }: Pick<RunDeps, 'runs'>,
  { tenantId, actorId }: RequestContext,
  runId: string,
): Promise<Run | Refused> {
  const run = await runs.find({ tenantId, runId });
  return run?.requestedBy === actorId ? run : refuse('run_not_found');
}
