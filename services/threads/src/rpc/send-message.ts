import { ChatCommandService } from '@ameide/contracts/threads/v1/chat_command_service';
import { unary } from '@ameide/service-kit/rpc';
import { sendMessage as sendMessageCommand } from '../app/send-message.ts';
import { messageToWire, partsFromWire } from '../wire/chat.ts';
import { callersKey, runCommand } from './command.ts';
import type { ThreadsDeps } from './deps.ts';

const method = ChatCommandService.method.sendMessage;

export const sendMessage = ({ run, readKnown, newId, now }: ThreadsDeps) =>
  unary(method, 'graph.viewer', (request, caller) => {
    const userId = caller.actorId;
    return runCommand(run, caller, method, {
      command: sendMessageCommand(readKnown, {
        type: 'SendMessage',
        chatId: request.threadId,
        messageId: newId(),
        userId,
        at: now(),
        author: { role: 'user', userId },
        parts: partsFromWire(request.message?.parts ?? []),
        artifactId: request.artifactId || undefined,
      }),
      idempotency: callersKey(caller, method, request),
      respond: (message) => ({ message: messageToWire(message) }),
    });
  });
