import { ChatCommandService } from '@ameide/contracts/threads/v1/chat_command_service';
import { requestContext, requireInternal, requireRole } from '@ameide/service-kit/rpc';
import type { MethodImpl } from '@connectrpc/connect';
import { sendMessage } from '../app/send-message.ts';
import { messageToWire, partsFromWire } from '../wire/chat.ts';
import { runCommand } from './command.ts';
import type { RpcDeps } from './deps.ts';

const method = ChatCommandService.method.recordAssistantMessage;

export function recordAssistantMessage(deps: RpcDeps): MethodImpl<typeof method> {
  return (request, context) => {
    const caller = requestContext(context);
    requireInternal(caller);
    requireRole(caller, 'graph.viewer');
    const { agentId, runId, truncated } = request;
    const useCase = sendMessage({
      type: 'SendMessage',
      chatId: request.threadId,
      messageId: deps.newId(),
      userId: caller.actorId,
      at: deps.now(),
      author: { role: 'assistant', agentId, runId, truncated },
      parts: partsFromWire(request.parts),
      artifactId: request.artifactId || undefined,
    });
    return runCommand(deps, caller, {
      method,
      useCase,
      // Whatever a run says later, its first message stands.
      idempotency: { scope: 'run', key: runId, fingerprint: method.name },
      respond: (message) => ({ message: messageToWire(message) }),
    });
  };
}
