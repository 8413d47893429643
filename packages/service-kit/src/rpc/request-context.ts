import type { HandlerContext } from '@connectrpc/connect';
import type { Identity } from '../auth/identity.ts';
import type { InternalIdentity } from '../auth/internal-signature.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { Logger } from '../telemetry/logger.ts';
import { logFields, type RequestScope, scopeKey } from './request-scope.ts';

/** Who makes a request, and what belongs to it. */
export interface RequestContext {
  readonly tenantId: string;
  /** Subject of the person for whom the request is made, also when a service makes it. */
  readonly actorId: string;
  /** What the token calls that person; the subject where it does not say, and where a service vouches. */
  readonly actorName: string;
  readonly roles: ReadonlySet<string>;
  /** `internal` when another service makes the request. */
  readonly caller: 'user' | 'internal';
  readonly requestId: string;
  /** The run on whose behalf a service acts, or empty. */
  readonly runId: string;
  /** The agent that acts on behalf of the person in that run, or empty when the person acts. */
  readonly agentId: string;
  /** W3C trace context, always well formed. */
  readonly traceparent: string;
  /** How long the caller still waits for the answer, in ms; undefined when it does not say. */
  readonly remainingMs: number | undefined;
  /** Aborted when the deadline passes, the client goes away or the call is over. */
  readonly signal: AbortSignal;
  /** Writes lines that carry the ids of this request. */
  readonly logger: Logger;
}

/** Roles on graphs, the weakest first: each one implies those before it. */
const ROLES = ['graph.viewer', 'graph.contributor', 'graph.editor', 'graph.owner', 'graph.admin'] as const;

/** A role that a request may need. */
export type Role = (typeof ROLES)[number];

/** The context of a request. @throws Error when the routes are served without the pipeline of this package */
export function requestContext(context: HandlerContext): RequestContext {
  const scope = context.values.get(scopeKey);
  const identity = scope?.identity;
  if (scope === undefined || identity === undefined) {
    throw new Error('No request context: serve the routes with createRpcServer or createInProcessTransport');
  }
  return contextOf(scope, identity, context.timeoutMs(), context.signal);
}

/** The context of a request whose caller is known. */
export function contextOf(
  scope: RequestScope,
  identity: Identity,
  remainingMs: number | undefined,
  signal: AbortSignal,
): RequestContext {
  return {
    ...identity,
    requestId: scope.requestId,
    traceparent: scope.traceparent,
    remainingMs,
    signal,
    get logger() {
      return scope.logger.child(logFields(scope));
    },
  };
}

/** Whether somebody with these roles has this one, or a stronger one. */
export function impliesRole(roles: Iterable<string>, role: Role): boolean {
  const sufficient: readonly string[] = ROLES.slice(ROLES.indexOf(role));
  for (const one of roles) if (sufficient.includes(one)) return true;
  return false;
}

/** @throws ServiceError permission_denied `role_required` unless the caller has the role or a stronger one */
export function requireRole(context: RequestContext, role: Role): void {
  if (impliesRole(context.roles, role)) return;
  throw new ServiceError('permission_denied', 'role_required', `This needs the role ${role}.`, { metadata: { role } });
}

/** @throws ServiceError permission_denied `internal_only` unless a service calls */
export function requireInternal(context: RequestContext): void {
  if (context.caller === 'internal') return;
  throw new ServiceError('permission_denied', 'internal_only', 'Only services of the platform may call this.');
}

/** Whom to act for when a service calls another one while it serves a request. */
export function identityOf(context: RequestContext): Required<InternalIdentity> {
  const { tenantId, actorId, roles, requestId, runId, agentId, traceparent } = context;
  return { tenantId, actorId, roles: [...roles], requestId, runId, agentId, traceparent };
}
