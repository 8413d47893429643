import type { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { readPage, requestContext, requireRole } from '@ameide/service-kit/rpc';
import type { MethodImpl } from '@connectrpc/connect';
import { getArtifact, listArtifactChats } from '../adapters/artifact-queries.ts';
import { type TimePlace, timePlace } from '../adapters/time-place.ts';
import { linkedChatToWire } from '../wire/artifact.ts';
import type { RpcDeps } from './deps.ts';
import { runQuery } from './query.ts';
import { refusalError } from './refuse.ts';

export function getArtifactChats(deps: RpcDeps): MethodImpl<typeof ArtifactQueryService.method.getArtifactChats> {
  return async (request, context) => {
    const caller = requestContext(context);
    requireRole(caller, 'graph.viewer');
    const { artifactId } = request;
    const { items, nextPageToken } = await runQuery(deps, caller, async (tx) => {
      const artifact = await getArtifact(tx, artifactId);
      if (!artifact) throw refusalError({ reason: 'artifact_not_found', id: artifactId });
      return readPage(
        request,
        { list: `artifact-chats/${artifactId}`, place: timePlace, defaultSize: 20 },
        (after, limit) => listArtifactChats(tx, caller.actorId, artifactId, { after, limit }),
        (chat): TimePlace => [chat.linkedAt, chat.id],
      );
    });
    return { chats: items.map(linkedChatToWire), nextPageToken };
  };
}
