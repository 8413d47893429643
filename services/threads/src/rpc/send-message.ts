import { ChatCommandService } from '@ameide/contracts/threads/v1/chat_command_service';
import { requestContext, requireRole } from '@ameide/service-kit/rpc';
import type { MethodImpl } from '@connectrpc/connect';
import { sendMessage as sendMessageUseCase } from '../app/send-message.ts';
import { messageToWire, partsFromWire } from '../wire/chat.ts';
import { callersKey, runCommand } from './command.ts';
import type { RpcDeps } from './deps.ts';

const method = ChatCommandService.method.sendMessage;

export function sendMessage(deps: RpcDeps): MethodImpl<typeof method> {
  return (request, context) => {
    const caller = requestContext(context);
    requireRole(caller, 'graph.viewer');
    const userId = caller.actorId;
    const useCase = sendMessageUseCase({
      type: 'SendMessage',
      chatId: request.threadId,
      messageId: deps.newId(),
      userId,
      at: deps.now(),
      author: { role: 'user', userId },
      parts: partsFromWire(request.message?.parts ?? []),
      artifactId: request.artifactId || undefined,
    });
    return runCommand(deps, caller, {
      method,
      useCase,
      idempotency: callersKey(caller, method, request),
      respond: (message) => ({ message: messageToWire(message) }),
    });
  };
}
