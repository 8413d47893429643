import { GraphPatchService } from '@ameide/contracts/graph/v1/graph_patch_service';
import { unary } from '@ameide/service-kit/rpc';
import { applyPatch as apply } from '../app/apply-patch.ts';
import type { GraphpatchDeps } from '../app/deps.ts';
import { commitToWire, diagnosticsFromJson, previewFromJson } from '../wire/patch.ts';
import { refusals } from './refusals.ts';

export const applyPatch = (deps: GraphpatchDeps) =>
  unary(GraphPatchService.method.applyPatch, 'graph.editor', async (request, caller) => {
    const { commit, preview, rebased, diagnostics } = refusals.accept(await apply(deps, caller, request));
    return {
      commit: commitToWire(commit),
      applied: previewFromJson(preview),
      rebased,
      diagnostics: diagnosticsFromJson(diagnostics),
    };
  });
