import { ApplyPatchResponseSchema, GraphPatchService } from '@ameide/contracts/graph/v1/graph_patch_service';
import { encodedAnswer, unary } from '@ameide/service-kit/rpc';
import { applyPatch as apply } from '../app/apply-patch.ts';
import type { GraphpatchDeps } from '../app/deps.ts';
import { refusals } from './refusals.ts';

export const applyPatch = (deps: GraphpatchDeps) =>
  unary(GraphPatchService.method.applyPatch, 'graph.editor', async (request, caller) =>
    encodedAnswer(ApplyPatchResponseSchema, refusals.accept(await apply(deps, caller, request))),
  );
