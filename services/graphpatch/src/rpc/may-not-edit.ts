import { impliesRole, type RequestContext } from '@ameide/service-kit/rpc';
import type { Rejection } from '../app/answer-ports.ts';

/** Why a caller does not change models; undefined for one who may. */
export function mayNotEdit({ roles }: Pick<RequestContext, 'roles'>): Rejection | undefined {
  if (impliesRole(roles, 'graph.editor')) return undefined;
  const message = 'Changing a model needs the role graph.editor.';
  return { reason: 'authz_denied', diagnostics: [{ severity: 'error', code: 'role_required', message }] };
}
