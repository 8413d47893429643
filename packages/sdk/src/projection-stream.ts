import type { ProjectionService, WatchProjectionResponse } from '@ameide/contracts/projection/v1/projection_service';
import type { Client } from '@connectrpc/connect';
import type { Source } from './follow.ts';

/** A whole model, or what one commit changed. */
export type ProjectionEvent = Extract<WatchProjectionResponse['event'], { case: 'snapshot' | 'delta' }>;

/** The history of a model from a version on, or from a snapshot on; every commit exactly once and in order. */
export function createProjectionSource(
  projections: Client<typeof ProjectionService>,
  ref: string,
  sinceVersion: number | undefined,
): Source<WatchProjectionResponse, ProjectionEvent> {
  let version = sinceVersion;
  return {
    open: (signal) =>
      projections.watchProjection(version === undefined ? { ref } : { ref, sinceVersion: version }, { signal }),
    read({ event }) {
      switch (event.case) {
        case 'snapshot':
          if (version !== undefined && event.value.version <= version) return { kind: 'skip' };
          version = event.value.version;
          return { kind: 'next', value: event };
        case 'delta': {
          const { fromVersion, toVersion } = event.value;
          if (version !== undefined && toVersion <= version) return { kind: 'skip' };
          if (fromVersion !== version) return { kind: 'gap' };
          version = toVersion;
          return { kind: 'next', value: event };
        }
        default:
          return { kind: 'skip' };
      }
    },
  };
}
