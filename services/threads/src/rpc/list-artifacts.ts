import type { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { readPage, requestContext, requireRole } from '@ameide/service-kit/rpc';
import type { MethodImpl } from '@connectrpc/connect';
import { z } from 'zod';
import { listArtifacts as queryArtifacts } from '../adapters/artifact-queries.ts';
import { artifactToWire } from '../wire/artifact.ts';
import type { RpcDeps } from './deps.ts';
import { runQuery } from './query.ts';

export function listArtifacts(deps: RpcDeps): MethodImpl<typeof ArtifactQueryService.method.listArtifacts> {
  return async (request, context) => {
    const caller = requestContext(context);
    requireRole(caller, 'graph.viewer');
    const kind = request.kind || undefined;
    const { items, nextPageToken } = await runQuery(deps, caller, (tx) =>
      readPage(
        request,
        { list: `artifacts/${request.kind}`, place: z.uuid(), defaultSize: 20 },
        (after, limit) => queryArtifacts(tx, { kind, after, limit }),
        (artifact) => artifact.id,
      ),
    );
    return { artifacts: items.map(artifactToWire), nextPageToken };
  };
}
