import type { GraphPatchService } from '@ameide/contracts/graph/v1/graph_patch_service';
import { parseRef } from '@ameide/graph-model';
import { withTenant } from '@ameide/postgres';
import { decodePageToken, encodePageToken, requestContext, requireRole } from '@ameide/service-kit/rpc';
import type { ServiceImpl } from '@connectrpc/connect';
import type { Pool } from 'pg';
import { readHead } from '../adapters/model-rows.ts';
import { type PatchPage, readPatches } from '../adapters/patch-rows.ts';
import { refuse } from '../app/refusal.ts';
import { refusalError } from './refusals.ts';
import { patchStateFromWire, patchToWire } from './to-wire.ts';

const defaultPageSize = 20;

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
    const kind = `ListPatches ${request.ref} ${state ?? ''}`;
    const after =
      request.pageToken === ''
        ? undefined
        : (decodePageToken(kind, request.pageToken) as unknown as PatchPage['after']);
    const size = request.pageSize || defaultPageSize;
    const rows = await withTenant(pool, ctx.tenantId, async (tx) => {
      if (!(await readHead(tx, artifactId, branch))) return null;
      return readPatches(tx, { artifactId, branch, limit: size + 1, ...(state && { state }), ...(after && { after }) });
    });
    if (!rows) throw refusalError(refuse('model_not_found', `There is no model ${request.ref}.`));
    const page = rows.slice(0, size);
    const last = page.at(-1);
    const more = rows.length > size && last;
    return {
      patches: page.map(patchToWire),
      nextPageToken: more ? encodePageToken(kind, { proposedAt: last.proposed_at.toISOString(), id: last.id }) : '',
    };
  };
}
