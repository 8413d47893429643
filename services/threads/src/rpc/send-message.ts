import { ChatCommandService } from '@ameide/contracts/threads/v1/chat_command_service';
import { callersKey } from '@ameide/service-kit/commands';
import { unary } from '@ameide/service-kit/rpc';
import type { ThreadsDeps } from '../app/deps.ts';
import { sendMessage as sendMessageCommand } from '../app/send-message.ts';
import { importedFromWire } from '../wire/answer-work.ts';
import { contextFromWire, messageToWire, partsFromWire } from '../wire/chat.ts';
import { answerCommand } from './refusals.ts';

const method = ChatCommandService.method.sendMessage;

export const sendMessage = ({ run, readKnown, newId, now }: ThreadsDeps) =>
  unary(method, 'graph.viewer', (request, caller) => {
    const userId = caller.actorId;
    return answerCommand(run, caller, method, {
      command: sendMessageCommand(
        readKnown,
        {
          type: 'SendMessage',
          chatId: request.threadId,
          messageId: newId(),
          userId,
          at: now(),
          author: { role: 'user', userId },
          parts: partsFromWire(request.message?.parts ?? []),
          context: contextFromWire(request.message?.context),
          imported: importedFromWire(request.message?.imported),
          artifactId: request.artifactId || undefined,
        },
        request.message?.attachmentIds,
      ),
      idempotency: callersKey(caller, method, request),
      respond: (message) => ({ message: messageToWire(message) }),
    });
  });
