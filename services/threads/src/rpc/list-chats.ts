import { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import { unary } from '@ameide/service-kit/rpc';
import type { ThreadsDeps } from '../app/deps.ts';
import { chatToWire } from '../wire/chat.ts';
import { chatFilterOf } from './chat-filter.ts';
import { readListPage } from './list-page.ts';
import { timePlace } from './time-place.ts';

export const listChats = ({ queries, now, retentionMs }: ThreadsDeps) =>
  unary(ChatQueryService.method.listChats, 'graph.viewer', async (request, caller) => {
    const { filter, key } = chatFilterOf(request.filter, now() - retentionMs(caller.tenantId));
    const { items, ...page } = await readListPage(
      request,
      { list: `chats/${request.artifactId}${key}`, place: timePlace, defaultSize: 20 },
      queries(caller).chats({ ...filter, artifactId: request.artifactId || undefined }),
      (chat) => [chat.updatedAt, chat.id],
    );
    return { chats: items.map(chatToWire), ...page };
  });
