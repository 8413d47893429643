import { GraphPatchService } from '@ameide/contracts/graph/v1/graph_patch_service';
import { serverStream } from '@ameide/service-kit/rpc';
import type { GraphpatchDeps } from '../app/deps.ts';
import { watchPatches as watch } from '../app/watch-patches.ts';

export const watchPatches = (deps: GraphpatchDeps) =>
  serverStream(GraphPatchService.method.watchPatches, 'graph.viewer', async function* (_request, caller) {
    const signal = AbortSignal.any([caller.signal, deps.stopping]);
    for await (const told of watch(deps, { ...caller, signal })) yield { event: { case: told, value: {} } };
    if (!caller.signal.aborted) deps.stopping.throwIfAborted();
  });
