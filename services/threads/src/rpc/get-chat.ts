import type { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import { requestContext, requireRole } from '@ameide/service-kit/rpc';
import type { MethodImpl } from '@connectrpc/connect';
import { getChat as queryChat } from '../adapters/chat-queries.ts';
import { chatToWire } from '../wire/chat.ts';
import type { RpcDeps } from './deps.ts';
import { runQuery } from './query.ts';
import { refusalError } from './refuse.ts';

export function getChat(deps: RpcDeps): MethodImpl<typeof ChatQueryService.method.getChat> {
  return async ({ threadId }, context) => {
    const caller = requestContext(context);
    requireRole(caller, 'graph.viewer');
    const chat = await runQuery(deps, caller, (tx) => queryChat(tx, caller.actorId, threadId));
    if (!chat) throw refusalError({ reason: 'thread_not_found', id: threadId });
    return { chat: chatToWire(chat) };
  };
}
