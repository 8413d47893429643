import type { GraphPatchService } from '@ameide/contracts/graph/v1/graph_patch_service';
import { identityOf, requestContext, requireRole } from '@ameide/service-kit/rpc';
import type { ServiceImpl } from '@connectrpc/connect';
import { type ApplyPatchDependencies, applyPatch } from '../app/apply-patch.ts';
import { accepted } from './refusals.ts';
import { commitToWire, diagnosticsFromJson, previewFromJson } from './to-wire.ts';

export function applyPatchRpc(deps: ApplyPatchDependencies): ServiceImpl<typeof GraphPatchService>['applyPatch'] {
  return async (request, context) => {
    const ctx = requestContext(context);
    requireRole(ctx, 'graph.editor');
    const applied = accepted(
      await applyPatch(deps, identityOf(ctx), { ...request, patchId: request.patchId.toLowerCase() }),
    );
    return {
      commit: commitToWire(applied.commit, applied.commit),
      applied: previewFromJson(applied.preview),
      rebased: applied.rebased,
      diagnostics: diagnosticsFromJson(applied.diagnostics),
    };
  };
}
