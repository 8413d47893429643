import type { ChatMessage } from '@ameide/contracts/threads/v1/chat';
import { queryOptions } from '@tanstack/react-query';
import { chatQueries } from './connection.ts';

const PAGE_SIZE = 200;

/** All messages of a chat, the oldest first. */
export const messagesQuery = (threadId: string) =>
  queryOptions({
    queryKey: ['messages', threadId],
    async queryFn({ signal }): Promise<ChatMessage[]> {
      const all: ChatMessage[] = [];
      for (let pageToken = ''; ; ) {
        const page = await chatQueries.getMessages({ threadId, pageSize: PAGE_SIZE, pageToken }, { signal });
        all.push(...page.messages);
        if (page.nextPageToken === '') return all;
        pageToken = page.nextPageToken;
      }
    },
  });
