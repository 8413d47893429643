import {
  ProjectionService,
  type WatchProjectionResponse,
  WatchProjectionResponseSchema,
} from '@ameide/contracts/projection/v1/projection_service';
import { createSharedLoads } from '@ameide/service-kit/cache';
import { encodedMessage, serverStream } from '@ameide/service-kit/rpc';
import { create } from '@bufbuild/protobuf';
import type { ProjectionDeps } from '../app/deps.ts';
import { type WatchEvent, watch } from '../app/watch.ts';
import { readingCaller, refOf } from './reading.ts';
import { refusals } from './refusals.ts';

/** Of all encoded snapshots that are kept. */
const KEPT_BYTES = 64 * 1024 * 1024;

export const watchProjection = (deps: ProjectionDeps) => {
  const snapshots = createSharedLoads<Uint8Array>(KEPT_BYTES, (bytes) => bytes.byteLength);
  const watching = { ...deps, snapshots, accept: refusals.accept };

  return serverStream(
    ProjectionService.method.watchProjection,
    'graph.viewer',
    async function* (request, caller): AsyncGenerator<WatchProjectionResponse> {
      const ref = refOf(request.ref);
      if (ref.version !== undefined) {
        const message = 'Watch a branch, not a version: leave out the @.';
        throw refusals.error({ reason: 'ref_invalid', message });
      }
      const watcher = { ...readingCaller(caller), signal: AbortSignal.any([caller.signal, deps.stopping]) };
      for await (const event of watch(watching, watcher, ref, request.sinceVersion)) {
        yield messageOf(refusals.accept(event));
      }
      if (!caller.signal.aborted) deps.stopping.throwIfAborted();
    },
  );
};

function messageOf(event: WatchEvent): WatchProjectionResponse {
  if (event.type !== 'heartbeat') return encodedMessage(WatchProjectionResponseSchema, event.encode);
  const value = { version: event.version };
  return create(WatchProjectionResponseSchema, { event: { case: 'heartbeat', value } });
}
