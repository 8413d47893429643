import { ProjectionService, type WatchProjectionResponse } from '@ameide/contracts/projection/v1/projection_service';
import { serverStream } from '@ameide/service-kit/rpc';
import { type WatchDeps, watch } from '../app/watch.ts';
import { watchEventToWire } from '../wire/watch-event.ts';
import { readingCaller, refOf } from './reading.ts';
import { refusals } from './refusals.ts';

/** @param stopping aborted when the service stops, with what watchers shall be told as its reason */
export const watchProjection = (deps: WatchDeps, stopping: AbortSignal) =>
  serverStream(
    ProjectionService.method.watchProjection,
    'graph.viewer',
    async function* (request, caller): AsyncGenerator<WatchProjectionResponse> {
      const ref = refOf(request.ref);
      if (ref.version !== undefined) {
        const message = 'Watch a branch, not a version: leave out the @.';
        throw refusals.error({ reason: 'ref_invalid', message });
      }
      const watcher = { ...readingCaller(caller), signal: AbortSignal.any([caller.signal, stopping]) };
      for await (const event of watch(deps, watcher, ref, request.sinceVersion)) {
        yield watchEventToWire(refusals.accept(event));
      }
      if (!caller.signal.aborted) stopping.throwIfAborted();
    },
  );
