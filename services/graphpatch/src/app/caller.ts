import type { EventMetadata } from '@ameide/event-store';

/** Who asks for something, as the request's token says. */
export interface Caller {
  readonly tenantId: string;
  readonly actorId: string;
  /** The run on whose behalf an agent asks; empty when a person does. */
  readonly runId: string;
  readonly requestId: string;
  readonly traceparent: string;
}

/** What every event says of the request that caused it. */
export function metadataOf({ actorId, requestId, traceparent }: Caller, correlationId = ''): EventMetadata {
  return { correlationId: correlationId || requestId, actor: actorId, traceparent };
}
