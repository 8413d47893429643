import { GetPatchResponseSchema, GraphPatchService } from '@ameide/contracts/graph/v1/graph_patch_service';
import { encodedAnswer, unary } from '@ameide/service-kit/rpc';
import type { GraphpatchDeps } from '../app/deps.ts';
import { refuse } from '../app/refusal.ts';
import { refusals } from './refusals.ts';

export const getPatch = ({ patchRows, worker }: Pick<GraphpatchDeps, 'patchRows' | 'worker'>) =>
  unary(GraphPatchService.method.getPatch, 'graph.viewer', async ({ patchId }, { tenantId, signal }) => {
    const row = refusals.accept((await patchRows.read(tenantId, patchId)) ?? refuse('patch_not_found'));
    return encodedAnswer(GetPatchResponseSchema, await worker.answer('patch', tenantId, row, signal));
  });
