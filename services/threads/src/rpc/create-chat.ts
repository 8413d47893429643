import { ChatCommandService } from '@ameide/contracts/threads/v1/chat_command_service';
import { requestContext, requireRole } from '@ameide/service-kit/rpc';
import type { MethodImpl } from '@connectrpc/connect';
import { createChat as createChatUseCase } from '../app/create-chat.ts';
import { chatToWire, visibilityFromWire } from '../wire/chat.ts';
import { callersKey, runCommand } from './command.ts';
import type { RpcDeps } from './deps.ts';

const method = ChatCommandService.method.createChat;

export function createChat(deps: RpcDeps): MethodImpl<typeof method> {
  return (request, context) => {
    const caller = requestContext(context);
    requireRole(caller, 'graph.viewer');
    const useCase = createChatUseCase({
      type: 'CreateChat',
      chatId: deps.newId(),
      userId: caller.actorId,
      at: deps.now(),
      title: request.title,
      visibility: visibilityFromWire(request.visibility),
      agentId: request.agentId || deps.defaultAgent,
    });
    return runCommand(deps, caller, {
      method,
      useCase,
      idempotency: callersKey(caller, method, request),
      respond: (chat) => ({ chat: chatToWire(chat) }),
    });
  };
}
