import { GraphPatchService, RejectPatchResponseSchema } from '@ameide/contracts/graph/v1/graph_patch_service';
import { encodedAnswer, unary } from '@ameide/service-kit/rpc';
import type { GraphpatchDeps } from '../app/deps.ts';
import { rejectPatch as reject } from '../app/reject-patch.ts';
import { refusals } from './refusals.ts';

export const rejectPatch = (deps: GraphpatchDeps) =>
  unary(GraphPatchService.method.rejectPatch, 'graph.editor', async (request, caller) => {
    const row = refusals.accept(await reject(deps, caller, request));
    const answer = await deps.worker.answer('rejected', caller.tenantId, row, caller.signal);
    return encodedAnswer(RejectPatchResponseSchema, answer);
  });
