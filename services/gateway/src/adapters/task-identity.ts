import type { InternalIdentity } from '@ameide/service-kit/auth';
import type { Role } from '@ameide/service-kit/rpc';
import type { RunTask } from '../app/ports/runs.ts';

/** Whom a run acts for: the user who asked for it, with no more of their roles than a run needs; and which agent acts. */
export function taskIdentity({
  tenantId,
  requestedBy: actorId,
  mayPropose,
  requestId,
  runId,
  agentId,
}: RunTask): InternalIdentity {
  const roles: Role[] = [mayPropose ? 'graph.contributor' : 'graph.viewer'];
  return { tenantId, actorId, roles, requestId, runId, agentId };
}
