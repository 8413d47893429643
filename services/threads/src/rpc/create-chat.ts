import { ChatCommandService } from '@ameide/contracts/threads/v1/chat_command_service';
import { callersKey } from '@ameide/service-kit/commands';
import { unary } from '@ameide/service-kit/rpc';
import { createChat as createChatCommand } from '../app/create-chat.ts';
import type { ThreadsDeps } from '../app/deps.ts';
import { chatToWire, visibilityFromWire } from '../wire/chat.ts';
import { metadataFromWire } from '../wire/metadata.ts';
import { answerCommand } from './refusals.ts';

const method = ChatCommandService.method.createChat;

export const createChat = ({ run, readKnown, newId, now, defaultAgent, agentForKind }: ThreadsDeps) =>
  unary(method, 'graph.viewer', (request, caller) => {
    const { title, agentId, artifactId, visibility } = request;
    return answerCommand(run, caller, method, {
      command: createChatCommand(readKnown, {
        chat: {
          chatId: newId(),
          userId: caller.actorId,
          at: now(),
          title,
          visibility: visibilityFromWire(visibility),
          agentId,
          metadata: metadataFromWire(request.metadata),
        },
        artifactId: artifactId || undefined,
        defaultAgent,
        agentForKind,
      }),
      idempotency: callersKey(caller, method, request),
      respond: (chat) => ({ chat: chatToWire(chat) }),
    });
  });
