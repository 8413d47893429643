import type { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { requestContext, requireRole } from '@ameide/service-kit/rpc';
import type { MethodImpl } from '@connectrpc/connect';
import { getArtifact as queryArtifact } from '../adapters/artifact-queries.ts';
import { artifactToWire } from '../wire/artifact.ts';
import type { RpcDeps } from './deps.ts';
import { runQuery } from './query.ts';
import { refusalError } from './refuse.ts';

export function getArtifact(deps: RpcDeps): MethodImpl<typeof ArtifactQueryService.method.getArtifact> {
  return async ({ artifactId }, context) => {
    const caller = requestContext(context);
    requireRole(caller, 'graph.viewer');
    const artifact = await runQuery(deps, caller, (tx) => queryArtifact(tx, artifactId));
    if (!artifact) throw refusalError({ reason: 'artifact_not_found', id: artifactId });
    return { artifact: artifactToWire(artifact) };
  };
}
