import { ChatQueryService, MessageOrder } from '@ameide/contracts/threads/v1/chat_query_service';
import { readPage, unary } from '@ameide/service-kit/rpc';
import { z } from 'zod';
import type { ThreadsDeps } from '../app/deps.ts';
import { chatNotFound } from '../domain/refusal.ts';
import { messageToWire } from '../wire/chat.ts';
import { refusals } from './refusals.ts';

export const getMessages = ({ queries }: ThreadsDeps) =>
  unary(ChatQueryService.method.getMessages, 'graph.viewer', async (request, caller) => {
    const { threadId, order } = request;
    const first = order === MessageOrder.NEWEST_FIRST ? 'newest' : 'oldest';
    const reading = queries(caller);
    if (!(await reading.chat(threadId))) throw refusals.error(chatNotFound(threadId));
    const { items, nextPageToken } = await readPage(
      request,
      { list: `messages/${threadId}/${first}`, place: z.int32().min(0), defaultSize: 50 },
      reading.messages(threadId, first).part,
      (message) => message.sequence,
    );
    return { messages: items.map(messageToWire), nextPageToken };
  });
