import type { GraphPatchService } from '@ameide/contracts/graph/v1/graph_patch_service';
import { withTenant } from '@ameide/postgres';
import { requestContext, requireRole } from '@ameide/service-kit/rpc';
import type { ServiceImpl } from '@connectrpc/connect';
import type { Pool } from 'pg';
import { readPatch } from '../adapters/patch-rows.ts';
import { refusePatch } from '../app/refuse-patch.ts';
import { accepted } from './refusals.ts';
import { patchToWire } from './to-wire.ts';

export function getPatchRpc({ pool }: { readonly pool: Pool }): ServiceImpl<typeof GraphPatchService>['getPatch'] {
  return async ({ patchId }, context) => {
    const ctx = requestContext(context);
    requireRole(ctx, 'graph.viewer');
    const row = await withTenant(pool, ctx.tenantId, (tx) => readPatch(tx, patchId));
    return { patch: patchToWire(accepted(row ?? refusePatch('patch_not_found', patchId))) };
  };
}
