import { ProjectionService, type WatchProjectionResponse } from '@ameide/contracts/projection/v1/projection_service';
import { serverStream } from '@ameide/service-kit/rpc';
import type { ProjectionDeps } from '../app/deps.ts';
import { watch } from '../app/watch.ts';
import { watchEventToWire } from '../wire/watch-event.ts';
import { readingCaller, refOf } from './reading.ts';
import { refusals } from './refusals.ts';

export const watchProjection = (deps: ProjectionDeps) =>
  serverStream(
    ProjectionService.method.watchProjection,
    'graph.viewer',
    async function* (request, caller): AsyncGenerator<WatchProjectionResponse> {
      const ref = refOf(request.ref);
      if (ref.version !== undefined) {
        const message = 'Watch a branch, not a version: leave out the @.';
        throw refusals.error({ reason: 'ref_invalid', message });
      }
      const watcher = { ...readingCaller(caller), signal: AbortSignal.any([caller.signal, deps.stopping]) };
      for await (const event of watch(deps, watcher, ref, request.sinceVersion)) {
        yield watchEventToWire(refusals.accept(event));
      }
      if (!caller.signal.aborted) deps.stopping.throwIfAborted();
    },
  );
