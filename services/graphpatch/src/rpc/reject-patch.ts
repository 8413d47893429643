import { GraphPatchService } from '@ameide/contracts/graph/v1/graph_patch_service';
import { unary } from '@ameide/service-kit/rpc';
import type { GraphpatchDeps } from '../app/deps.ts';
import { rejectPatch as reject } from '../app/reject-patch.ts';
import { patchToWire } from '../wire/patch.ts';
import { refusals } from './refusals.ts';

export const rejectPatch = (deps: GraphpatchDeps) =>
  unary(GraphPatchService.method.rejectPatch, 'graph.editor', async (request, caller) => ({
    patch: patchToWire(refusals.accept(await reject(deps, caller, request))),
  }));
