import type { GraphPatchService } from '@ameide/contracts/graph/v1/graph_patch_service';
import { identityOf, requestContext, requireRole } from '@ameide/service-kit/rpc';
import type { ServiceImpl } from '@connectrpc/connect';
import type { CommitDependencies } from '../app/commit.ts';
import { rejectPatch } from '../app/reject-patch.ts';
import { accepted } from './refusals.ts';
import { patchToWire } from './to-wire.ts';

export function rejectPatchRpc(
  deps: CommitDependencies & { readonly now: () => number },
): ServiceImpl<typeof GraphPatchService>['rejectPatch'] {
  return async (request, context) => {
    const ctx = requestContext(context);
    requireRole(ctx, 'graph.editor');
    return {
      patch: patchToWire(
        accepted(await rejectPatch(deps, identityOf(ctx), { ...request, patchId: request.patchId.toLowerCase() })),
      ),
    };
  };
}
