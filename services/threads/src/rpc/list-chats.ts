import type { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import { readPage, requestContext, requireRole } from '@ameide/service-kit/rpc';
import type { MethodImpl } from '@connectrpc/connect';
import { listChats as queryChats } from '../adapters/chat-queries.ts';
import { type TimePlace, timePlace } from '../adapters/time-place.ts';
import { chatToWire } from '../wire/chat.ts';
import type { RpcDeps } from './deps.ts';
import { runQuery } from './query.ts';

export function listChats(deps: RpcDeps): MethodImpl<typeof ChatQueryService.method.listChats> {
  return async (request, context) => {
    const caller = requestContext(context);
    requireRole(caller, 'graph.viewer');
    const artifactId = request.artifactId || undefined;
    const { items, nextPageToken } = await runQuery(deps, caller, (tx) =>
      readPage(
        request,
        { list: `chats/${request.artifactId}`, place: timePlace, defaultSize: 20 },
        (after, limit) => queryChats(tx, caller.actorId, { artifactId, after, limit }),
        (chat): TimePlace => [chat.updatedAt, chat.id],
      ),
    );
    return { chats: items.map(chatToWire), nextPageToken };
  };
}
