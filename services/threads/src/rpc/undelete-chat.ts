import { ChatCommandService } from '@ameide/contracts/threads/v1/chat_command_service';
import { unary } from '@ameide/service-kit/rpc';
import { changeChat } from '../app/change-chat.ts';
import type { ThreadsDeps } from '../app/deps.ts';
import { chatToWire } from '../wire/chat.ts';
import { answerCommand } from './refusals.ts';

const method = ChatCommandService.method.undeleteChat;

export const undeleteChat = ({ run, readKnown, now, retentionMs }: ThreadsDeps) =>
  unary(method, 'graph.viewer', (request, caller) =>
    answerCommand(run, caller, method, {
      command: changeChat(readKnown, {
        type: 'UndeleteChat',
        chatId: request.threadId,
        userId: caller.actorId,
        at: now(),
        retentionMs: retentionMs(caller.tenantId),
      }),
      // A repeat changes nothing, so it needs no key.
      idempotency: undefined,
      respond: (chat) => ({ chat: chatToWire(chat) }),
    }),
  );
