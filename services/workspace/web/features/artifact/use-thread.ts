import type { Chat } from '@ameide/contracts/threads/v1/chat';
import { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import { useQuery } from '@connectrpc/connect-query';
import { useMemo, useState } from 'react';
import { keep, kept } from '../../data/keep.ts';

const NEW = 'new';
const none: readonly Chat[] = [];

/** The chat beside a model: the one that was open here last, or else the last one about it. */
export function useThread(artifactId: string) {
  const slot = `thread.${artifactId}`;
  const [chosen, setChosen] = useState(() => kept<string>(slot));
  const { data, isPending } = useQuery(ChatQueryService.method.listChats, { artifactId, pageSize: 50 });
  const chats = data?.chats ?? none;
  return useMemo(() => {
    const threadId = chosen === NEW ? undefined : (chosen ?? chats[0]?.id);
    const choose = (id: string | undefined) => {
      keep(slot, id ?? NEW);
      setChosen(id ?? NEW);
    };
    return {
      ...{ chats, threadId, choose },
      isPending: isPending && chosen === undefined,
      title: chats.find(({ id }) => id === threadId)?.title,
      chooseNew: () => choose(undefined),
    };
  }, [chats, chosen, isPending, slot]);
}
