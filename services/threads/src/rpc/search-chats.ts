import { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import { readPage, unary } from '@ameide/service-kit/rpc';
import type { ThreadsDeps } from '../app/deps.ts';
import type { TimePlace } from '../app/ports.ts';
import { chatToWire } from '../wire/chat.ts';
import { chatFilterOf } from './chat-filter.ts';
import { timePlace } from './time-place.ts';

export const searchChats = ({ queries, now, retentionMs }: ThreadsDeps) =>
  unary(ChatQueryService.method.searchChats, 'graph.viewer', async (request, caller) => {
    const { query } = request;
    const { filter, key } = chatFilterOf(request.filter, now() - retentionMs(caller.tenantId));
    const { items, nextPageToken } = await readPage(
      request,
      { list: `search/${query}${key}`, place: timePlace, defaultSize: 20 },
      queries(caller).foundChats({ ...filter, query }).part,
      ({ chat }): TimePlace => [chat.updatedAt, chat.id],
    );
    return { hits: items.map(({ chat, message }) => ({ chat: chatToWire(chat), message })), nextPageToken };
  });
