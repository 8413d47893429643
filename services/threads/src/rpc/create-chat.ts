import { ChatCommandService } from '@ameide/contracts/threads/v1/chat_command_service';
import { callersKey } from '@ameide/service-kit/commands';
import { unary } from '@ameide/service-kit/rpc';
import { changeChat } from '../app/change-chat.ts';
import type { ThreadsDeps } from '../app/deps.ts';
import { chatToWire, visibilityFromWire } from '../wire/chat.ts';
import { answerCommand } from './refusals.ts';

const method = ChatCommandService.method.createChat;

export const createChat = ({ run, readKnown, newId, now, defaultAgent }: ThreadsDeps) =>
  unary(method, 'graph.viewer', (request, caller) =>
    answerCommand(run, caller, method, {
      command: changeChat(readKnown, {
        type: 'CreateChat',
        chatId: newId(),
        userId: caller.actorId,
        at: now(),
        title: request.title,
        visibility: visibilityFromWire(request.visibility),
        agentId: request.agentId || defaultAgent,
      }),
      idempotency: callersKey(caller, method, request),
      respond: (chat) => ({ chat: chatToWire(chat) }),
    }),
  );
