import type { ModelService } from '@ameide/contracts/graph/v1/model_service';
import { parseRef } from '@ameide/graph-model';
import { withTenant } from '@ameide/postgres';
import { readPage, requestContext, requireRole } from '@ameide/service-kit/rpc';
import type { ServiceImpl } from '@connectrpc/connect';
import type { Pool } from 'pg';
import { z } from 'zod';
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
    const { artifactId, branch } = ref;
    const page = await withTenant(pool, ctx.tenantId, async (tx) => {
      const head = await readHead(tx, artifactId, branch);
      if (!head) throw refusalError(refuse('model_not_found', `There is no model ${request.ref}.`));
      const newest = ref.version ?? head.version;
      return readPage(
        request,
        { list: `ListCommits ${request.ref}`, place: z.int32().min(1), defaultSize: defaultPageSize },
        (after = newest + 1, limit) => readCommits(tx, artifactId, branch, after - 1, limit),
        ({ version }) => version,
      );
    });
    return {
      commits: page.items.map((row) => commitToWire(row, { artifact_id: artifactId, branch })),
      nextPageToken: page.nextPageToken,
    };
  };
}
