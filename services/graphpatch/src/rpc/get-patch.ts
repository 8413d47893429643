import { GraphPatchService } from '@ameide/contracts/graph/v1/graph_patch_service';
import { unary } from '@ameide/service-kit/rpc';
import type { GraphpatchDeps } from '../app/deps.ts';
import { refuse } from '../app/refusal.ts';
import { patchToWire } from '../wire/patch.ts';
import { refusals } from './refusals.ts';

export const getPatch = ({ patchRows }: Pick<GraphpatchDeps, 'patchRows'>) =>
  unary(GraphPatchService.method.getPatch, 'graph.viewer', async ({ patchId }, { tenantId }) => {
    const row = await patchRows.read(tenantId, patchId);
    return { patch: patchToWire(refusals.accept(row ?? refuse('patch_not_found'))) };
  });
