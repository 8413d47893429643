import type { ModelService } from '@ameide/contracts/graph/v1/model_service';
import { parseRef } from '@ameide/graph-model';
import { withTenant } from '@ameide/postgres';
import { decodePageToken, encodePageToken, requestContext, requireRole } from '@ameide/service-kit/rpc';
import type { ServiceImpl } from '@connectrpc/connect';
import type { Pool } from 'pg';
import { readCommits, readHead } from '../adapters/model-rows.ts';
import { refuse } from '../app/refusal.ts';
import { refusalError } from './refusals.ts';
import { commitToWire } from './to-wire.ts';

const defaultPageSize = 20;

export function listCommitsRpc({ pool }: { readonly pool: Pool }): ServiceImpl<typeof ModelService>['listCommits'] {
  return async (request, context) => {
    const ctx = requestContext(context);
    requireRole(ctx, 'graph.viewer');
    const ref = parseRef(request.ref);
    if (!ref) throw refusalError(refuse('ref_invalid', `"${request.ref}" is not a ref.`));
    const kind = `ListCommits ${request.ref}`;
    const newest = request.pageToken === '' ? ref.version : Number(decodePageToken(kind, request.pageToken));
    const size = request.pageSize || defaultPageSize;
    const rows = await withTenant(pool, ctx.tenantId, async (tx) => {
      const head = await readHead(tx, ref.artifactId, ref.branch);
      if (!head) return null;
      return readCommits(tx, ref.artifactId, ref.branch, newest ?? head.version, size + 1);
    });
    if (!rows) throw refusalError(refuse('model_not_found', `There is no model ${request.ref}.`));
    const page = rows.slice(0, size);
    const next = rows[size];
    return {
      commits: page.map((row) => commitToWire(row, { artifact_id: ref.artifactId, branch: ref.branch })),
      nextPageToken: next ? encodePageToken(kind, next.version) : '',
    };
  };
}
