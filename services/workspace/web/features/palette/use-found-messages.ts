import { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import { useQuery } from '@connectrpc/connect-query';
import { keepPreviousData } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

const MOST_SHOWN = 8;
const FEWEST_LETTERS = 2;
/** While somebody types, nothing is asked. */
const TYPING_MS = 150;

/** A chat in which somebody has said what is looked for, and the newest message that has it. */
export interface FoundMessage {
  readonly threadId: string;
  readonly title: string;
  readonly sequence: number;
  readonly excerpt: string;
}

/** Chats in whose messages the words are. */
export function useFoundMessages(words: string): readonly FoundMessage[] {
  const [query, setQuery] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setQuery(words.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [words]);
  const isAsked = query.length >= FEWEST_LETTERS && words.trim() !== '';
  const { data } = useQuery(
    ChatQueryService.method.searchChats,
    { query, pageSize: MOST_SHOWN },
    { enabled: isAsked, placeholderData: keepPreviousData },
  );
  if (!isAsked) return [];
  return (data?.hits ?? []).flatMap(({ chat, message }) => {
    if (chat === undefined || message === undefined) return [];
    return [{ threadId: chat.id, title: chat.title, sequence: message.sequence, excerpt: message.excerpt }];
  });
}
