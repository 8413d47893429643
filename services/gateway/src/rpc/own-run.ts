import type { RequestContext } from '@ameide/service-kit/rpc';
import type { Run } from '../domain/run/state.ts';
import type { Gateway } from './dependencies.ts';
import { runNotFound } from './refusals.ts';

/** A run that the caller has asked for. @throws ServiceError not_found `run_not_found` for any other id */
export async function findOwnRun(
  { store }: Pick<Gateway, 'store'>,
  caller: RequestContext,
  runId: string,
): Promise<Run> {
  const run = await store.find({ tenantId: caller.tenantId, runId });
  if (run?.requestedBy !== caller.actorId) throw runNotFound();
  return run;
}
