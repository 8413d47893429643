import type { InternalIdentity } from '@ameide/service-kit/auth';
import type { RunTask } from '../app/ports.ts';

/** Whom a run acts for: the user who asked for it, with the roles of then; and which agent acts. */
export function taskIdentity({
  tenantId,
  requestedBy: actorId,
  roles,
  requestId,
  runId,
  agentId,
}: RunTask): InternalIdentity {
  return { tenantId, actorId, roles, requestId, runId, agentId };
}
