import { type RequestContext, requireRole } from '@ameide/service-kit/rpc';

/**
 * Whose calls a caller may be told of: their own, or as an administrator everybody's (undefined) or somebody's.
 * @throws ServiceError permission_denied `role_required`
 */
export function whose(
  caller: RequestContext,
  filter: { readonly everybody: boolean; readonly userId: string } | undefined,
): string | undefined {
  if (!filter?.everybody) return caller.actorId;
  requireRole(caller, 'graph.admin');
  return filter.userId || undefined;
}
