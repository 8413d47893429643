import type { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import { readPage, requestContext, requireRole } from '@ameide/service-kit/rpc';
import type { MethodImpl } from '@connectrpc/connect';
import { z } from 'zod';
import { getChat, listMessages } from '../adapters/chat-queries.ts';
import { messageToWire } from '../wire/chat.ts';
import type { RpcDeps } from './deps.ts';
import { runQuery } from './query.ts';
import { refusalError } from './refuse.ts';

export function getMessages(deps: RpcDeps): MethodImpl<typeof ChatQueryService.method.getMessages> {
  return async (request, context) => {
    const caller = requestContext(context);
    requireRole(caller, 'graph.viewer');
    const { threadId } = request;
    const { items, nextPageToken } = await runQuery(deps, caller, async (tx) => {
      const chat = await getChat(tx, caller.actorId, threadId);
      if (!chat) throw refusalError({ reason: 'thread_not_found', id: threadId });
      return readPage(
        request,
        { list: `messages/${threadId}`, place: z.int32().min(0), defaultSize: 50 },
        (after = 0, limit) => listMessages(tx, threadId, { after, limit }),
        (message) => message.sequence,
      );
    });
    return { messages: items.map(messageToWire), nextPageToken };
  };
}
