import type { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import { readPage, requestContext, requireRole } from '@ameide/service-kit/rpc';
import type { MethodImpl } from '@connectrpc/connect';
import { getChat, listChatArtifacts } from '../adapters/chat-queries.ts';
import { type TimePlace, timePlace } from '../adapters/time-place.ts';
import { linkedArtifactToWire } from '../wire/artifact.ts';
import type { RpcDeps } from './deps.ts';
import { runQuery } from './query.ts';
import { refusalError } from './refuse.ts';

export function getChatArtifacts(deps: RpcDeps): MethodImpl<typeof ChatQueryService.method.getChatArtifacts> {
  return async (request, context) => {
    const caller = requestContext(context);
    requireRole(caller, 'graph.viewer');
    const { threadId } = request;
    const { items, nextPageToken } = await runQuery(deps, caller, async (tx) => {
      const chat = await getChat(tx, caller.actorId, threadId);
      if (!chat) throw refusalError({ reason: 'thread_not_found', id: threadId });
      return readPage(
        request,
        { list: `chat-artifacts/${threadId}`, place: timePlace, defaultSize: 20 },
        (after, limit) => listChatArtifacts(tx, threadId, { after, limit }),
        (artifact): TimePlace => [artifact.linkedAt, artifact.id],
      );
    });
    return { artifacts: items.map(linkedArtifactToWire), nextPageToken };
  };
}
