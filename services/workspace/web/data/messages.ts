import { MessageOrder } from '@ameide/contracts/threads/v1/chat_query_service';
import { queryOptions } from '@tanstack/react-query';
import { chatQueries } from './connection.ts';
import { type KnownMessages, meets, merged } from './known-messages.ts';
import { queryClient } from './query-client.ts';

const PAGE_SIZE = 50;
/** For somebody who has scrolled up to read. */
const OLDER_PAGE_SIZE = 200;

const keyOf = (threadId: string) => ['messages', threadId] as const;
const known = (threadId: string) => queryClient.getQueryData<KnownMessages>(keyOf(threadId));

/** The end of a chat, and what was read before it. Asking again reads only what has come since. */
export const messagesQuery = (threadId: string) =>
  queryOptions({
    queryKey: keyOf(threadId),
    async queryFn({ signal }): Promise<KnownMessages> {
      let read: KnownMessages = { messages: [], olderToken: '' };
      do {
        read = merged(await page(threadId, PAGE_SIZE, read.olderToken, signal), read);
      } while (read.olderToken !== '' && known(threadId) !== undefined && !meets(known(threadId)!, read));
      return merged(known(threadId), read);
    },
  });

const reading = new Map<string, Promise<void>>();

/** Reads the messages before the first one that is known; once at a time. */
export function readOlder(threadId: string): Promise<void> {
  const running = reading.get(threadId);
  if (running) return running;
  const { olderToken = '' } = known(threadId) ?? {};
  if (olderToken === '') return Promise.resolve();
  const done = page(threadId, OLDER_PAGE_SIZE, olderToken)
    .then((older) => {
      queryClient.setQueryData<KnownMessages>(keyOf(threadId), (now) => now && merged(older, now));
    })
    .finally(() => reading.delete(threadId));
  reading.set(threadId, done);
  return done;
}

async function page(
  threadId: string,
  pageSize: number,
  pageToken: string,
  signal?: AbortSignal,
): Promise<KnownMessages> {
  const request = { threadId, pageSize, pageToken, order: MessageOrder.NEWEST_FIRST };
  const { messages, nextPageToken } = await chatQueries.getMessages(request, signal && { signal });
  return { messages: messages.toReversed(), olderToken: nextPageToken };
}
