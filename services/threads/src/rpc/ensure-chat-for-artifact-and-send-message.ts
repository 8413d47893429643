import { ChatCommandService } from '@ameide/contracts/threads/v1/chat_command_service';
import { callersKey } from '@ameide/service-kit/commands';
import { unary } from '@ameide/service-kit/rpc';
import type { ThreadsDeps } from '../app/deps.ts';
import { ensureChatForArtifactAndSendMessage as ensureCommand } from '../app/ensure-chat-for-artifact-and-send-message.ts';
import { importedFromWire } from '../wire/answer-work.ts';
import { contextFromWire, messageToWire, partsFromWire, visibilityFromWire } from '../wire/chat.ts';
import { answerCommand } from './refusals.ts';

const method = ChatCommandService.method.ensureChatForArtifactAndSendMessage;

export const ensureChatForArtifactAndSendMessage = ({ run, readKnown, newId, now, agentForKind }: ThreadsDeps) =>
  unary(method, 'graph.viewer', (request, caller) => {
    const { artifactId, threadId, agentId } = request;
    const userId = caller.actorId;
    return answerCommand(run, caller, method, {
      command: ensureCommand(readKnown, {
        artifactId,
        message: {
          type: 'SendMessage',
          chatId: threadId || newId(),
          messageId: newId(),
          userId,
          at: now(),
          author: { role: 'user', userId },
          parts: partsFromWire(request.message?.parts ?? []),
          context: contextFromWire(request.message?.context),
          imported: importedFromWire(request.message?.imported),
        },
        attachmentIds: request.message?.attachmentIds ?? [],
        create: threadId === '' ? { visibility: visibilityFromWire(request.visibility), agentId } : undefined,
        agentForKind,
      }),
      idempotency: callersKey(caller, method, request),
      respond: ({ chatId, message, chatCreated }) => ({
        threadId: chatId,
        persistedMessage: messageToWire(message),
        threadCreated: chatCreated,
      }),
    });
  });
