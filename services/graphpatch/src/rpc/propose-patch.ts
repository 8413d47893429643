import { GraphPatchService } from '@ameide/contracts/graph/v1/graph_patch_service';
import { operationFromWire } from '@ameide/graph-model/wire';
import { requireRole, unary } from '@ameide/service-kit/rpc';
import type { GraphpatchDeps } from '../app/deps.ts';
import { proposePatch as propose } from '../app/propose-patch.ts';
import { diagnosticsFromJson, patchToWire, previewFromJson } from '../wire/patch.ts';
import { refusals } from './refusals.ts';

export const proposePatch = (deps: GraphpatchDeps) =>
  unary(GraphPatchService.method.proposePatch, 'graph.viewer', async (request, caller) => {
    if (!request.dryRun) requireRole(caller, 'graph.contributor');
    const command = { ...request, operations: request.operations.map(operationFromWire) };
    const { patch, preview, diagnostics, ...proposed } = refusals.accept(await propose(deps, caller, command));
    return {
      ...proposed,
      ...(patch && { patch: patchToWire(patch) }),
      ...(preview !== null && { preview: previewFromJson(preview) }),
      diagnostics: diagnosticsFromJson(diagnostics),
    };
  });
