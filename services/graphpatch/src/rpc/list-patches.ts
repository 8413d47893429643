import type { GraphPatchService } from '@ameide/contracts/graph/v1/graph_patch_service';
import { parseRef } from '@ameide/graph-model';
import { withTenant } from '@ameide/postgres';
import { readPage, requestContext, requireRole } from '@ameide/service-kit/rpc';
import type { ServiceImpl } from '@connectrpc/connect';
import type { Pool } from 'pg';
import { z } from 'zod';
import { readHead } from '../adapters/model-rows.ts';
import { readPatches } from '../adapters/patch-rows.ts';
import { refuse } from '../app/refusal.ts';
import { refusalError } from './refusals.ts';
import { patchStateFromWire, patchToWire } from './to-wire.ts';

const defaultPageSize = 20;
const place = z.object({ proposedAt: z.iso.datetime(), id: z.uuid() });

export function listPatchesRpc({
  pool,
}: {
  readonly pool: Pool;
}): ServiceImpl<typeof GraphPatchService>['listPatches'] {
  return async (request, context) => {
    const ctx = requestContext(context);
    requireRole(ctx, 'graph.viewer');
    const ref = parseRef(request.ref);
    if (!ref) throw refusalError(refuse('ref_invalid', `"${request.ref}" is not a ref.`));
    const { artifactId, branch } = ref;
    const state = patchStateFromWire(request.state);
    const page = await withTenant(pool, ctx.tenantId, async (tx) => {
      if (!(await readHead(tx, artifactId, branch))) {
        throw refusalError(refuse('model_not_found', `There is no model ${request.ref}.`));
      }
      return readPage(
        request,
        { list: `ListPatches ${request.ref} ${state ?? ''}`, place, defaultSize: defaultPageSize },
        (after, limit) =>
          readPatches(tx, { artifactId, branch, limit, ...(state && { state }), ...(after && { after }) }),
        ({ proposed_at, id }) => ({ proposedAt: proposed_at.toISOString(), id }),
      );
    });
    return { patches: page.items.map(patchToWire), nextPageToken: page.nextPageToken };
  };
}
