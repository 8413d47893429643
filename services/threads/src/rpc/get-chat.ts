import { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import { unary } from '@ameide/service-kit/rpc';
import type { ThreadsDeps } from '../app/deps.ts';
import { chatNotFound } from '../domain/refusal.ts';
import { chatToWire } from '../wire/chat.ts';
import { refusals } from './refusals.ts';

export const getChat = ({ queries }: ThreadsDeps) =>
  unary(ChatQueryService.method.getChat, 'graph.viewer', async ({ threadId }, caller) => {
    const chat = await queries(caller).chat(threadId);
    if (!chat) throw refusals.error(chatNotFound(threadId));
    return { chat: chatToWire(chat) };
  });
