import { ChatCommandService } from '@ameide/contracts/threads/v1/chat_command_service';
import { unary } from '@ameide/service-kit/rpc';
import { createChat as createChatCommand } from '../app/create-chat.ts';
import { chatToWire, visibilityFromWire } from '../wire/chat.ts';
import { callersKey, runCommand } from './command.ts';
import type { ThreadsDeps } from './deps.ts';

const method = ChatCommandService.method.createChat;

export const createChat = ({ run, readKnown, newId, now, defaultAgent }: ThreadsDeps) =>
  unary(method, 'graph.viewer', (request, caller) =>
    runCommand(run, caller, method, {
      command: createChatCommand(readKnown, {
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
