import { ProjectionService } from '@ameide/contracts/projection/v1/projection_service';
import { type Client, createClient } from '@connectrpc/connect';
import type { Connection, StreamOptions } from './connection.ts';
import { createProjectionSource, type ProjectionEvent } from './projection-stream.ts';

/** Models as pages and agents read them. */
export interface Projections {
  readonly projections: Client<typeof ProjectionService>;
  /**
   * Follows a model: a snapshot, unless `sinceVersion` is given, then every commit exactly once and in order. Connects again
   * for as long as it takes.
   *
   * @param ref `artifacts/<id>/<branch>`
   * @throws AmeideError; the signal's reason when it is aborted
   */
  watchProjection(
    ref: string,
    options?: StreamOptions & { readonly sinceVersion?: number },
  ): AsyncGenerator<ProjectionEvent, void>;
}

export function createProjections({ transport, follow }: Connection): Projections {
  const projections = createClient(ProjectionService, transport);
  return {
    projections,
    watchProjection(ref, { sinceVersion, ...options } = {}) {
      const source = createProjectionSource(projections, ref, sinceVersion);
      return follow(source, { ...options, attempts: Number.POSITIVE_INFINITY });
    },
  };
}
