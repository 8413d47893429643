import { ChatCommandService } from '@ameide/contracts/threads/v1/chat_command_service';
import { requestContext, requireRole } from '@ameide/service-kit/rpc';
import type { MethodImpl } from '@connectrpc/connect';
import { ensureChatForArtifactAndSendMessage as ensureUseCase } from '../app/ensure-chat-for-artifact-and-send-message.ts';
import { messageToWire, partsFromWire, visibilityFromWire } from '../wire/chat.ts';
import { callersKey, runCommand } from './command.ts';
import type { RpcDeps } from './deps.ts';

const method = ChatCommandService.method.ensureChatForArtifactAndSendMessage;

export function ensureChatForArtifactAndSendMessage(deps: RpcDeps): MethodImpl<typeof method> {
  return (request, context) => {
    const caller = requestContext(context);
    requireRole(caller, 'graph.viewer');
    const { artifactId, threadId, agentId } = request;
    const userId = caller.actorId;
    const useCase = ensureUseCase({
      artifactId,
      message: {
        type: 'SendMessage',
        chatId: threadId || deps.newId(),
        messageId: deps.newId(),
        userId,
        at: deps.now(),
        author: { role: 'user', userId },
        parts: partsFromWire(request.message?.parts ?? []),
      },
      create: threadId === '' ? { visibility: visibilityFromWire(request.visibility), agentId } : undefined,
      agentForKind: deps.agentForKind,
    });
    return runCommand(deps, caller, {
      method,
      useCase,
      idempotency: callersKey(caller, method, request),
      respond: ({ chatId, message, chatCreated }) => ({
        threadId: chatId,
        persistedMessage: messageToWire(message),
        threadCreated: chatCreated,
      }),
    });
  };
}
