import type { InternalIdentity } from '../auth/internal-signature.ts';

/** What an event says of the request that caused it. */
export type RequestMetadata = {
  /** The client's own, or else the id of the request. */
  readonly correlationId: string;
  /** The person for whom it was made. */
  readonly actor: string;
  /** The run on whose behalf, if there was one. */
  readonly runId?: string;
  /** W3C trace context. */
  readonly traceparent?: string;
};

/** The metadata of every event that a request leads to; a `RequestContext` is an identity, too. */
export function eventMetadata(
  { actorId, requestId = '', runId = '', traceparent = '' }: Omit<InternalIdentity, 'tenantId' | 'roles'>,
  correlationId = '',
): RequestMetadata {
  return {
    correlationId: correlationId || requestId,
    actor: actorId,
    ...(runId !== '' && { runId }),
    ...(traceparent !== '' && { traceparent }),
  };
}
