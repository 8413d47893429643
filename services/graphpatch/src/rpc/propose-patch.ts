import type { GraphPatchService } from '@ameide/contracts/graph/v1/graph_patch_service';
import { operationFromWire } from '@ameide/graph-model/wire';
import { identityOf, requestContext, requireRole } from '@ameide/service-kit/rpc';
import type { ServiceImpl } from '@connectrpc/connect';
import { type ProposePatchDependencies, proposePatch } from '../app/propose-patch.ts';
import { accepted } from './refusals.ts';
import { diagnosticsFromJson, patchToWire, previewFromJson } from './to-wire.ts';

export function proposePatchRpc(deps: ProposePatchDependencies): ServiceImpl<typeof GraphPatchService>['proposePatch'] {
  return async (request, context) => {
    const ctx = requestContext(context);
    requireRole(ctx, request.dryRun ? 'graph.viewer' : 'graph.contributor');
    const operations = request.operations.map(operationFromWire);
    const proposed = accepted(await proposePatch(deps, identityOf(ctx), { ...request, operations }));
    return {
      ...(proposed.patch && { patch: patchToWire(proposed.patch) }),
      baseVersion: proposed.baseVersion,
      valid: proposed.valid,
      diagnostics: diagnosticsFromJson(proposed.diagnostics),
      ...(proposed.preview !== null && { preview: previewFromJson(proposed.preview) }),
    };
  };
}
