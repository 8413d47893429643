import { ChatCommandService } from '@ameide/contracts/threads/v1/chat_command_service';
import { unary } from '@ameide/service-kit/rpc';
import { changeChat } from '../app/change-chat.ts';
import type { ThreadsDeps } from '../app/deps.ts';
import { chatToWire } from '../wire/chat.ts';
import { answerCommand } from './refusals.ts';

const method = ChatCommandService.method.updateChatTitle;

export const updateChatTitle = ({ run, readKnown, now }: ThreadsDeps) =>
  unary(method, 'graph.viewer', (request, caller) =>
    answerCommand(run, caller, method, {
      command: changeChat(readKnown, {
        type: 'RenameChat',
        chatId: request.threadId,
        userId: caller.actorId,
        at: now(),
        title: request.title,
      }),
      // A repeat changes nothing, so it needs no key.
      idempotency: undefined,
      respond: (chat) => ({ chat: chatToWire(chat) }),
    }),
  );
