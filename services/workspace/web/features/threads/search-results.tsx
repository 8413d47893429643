import type { ChatHit } from '@ameide/contracts/threads/v1/chat_query_service';
import { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import { useQuery } from '@connectrpc/connect-query';
import { keepPreviousData } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { wantedMessage } from '../../data/wanted-message.ts';
import { Excerpt } from '../../design/excerpt.tsx';
import { Icon } from '../../design/icon.tsx';
import { useWords } from '../../design/use-words.ts';
import { words } from './words.ts';

const PAGE_SIZE = 50;

/** Chats whose title or messages have the words. */
export function SearchResults({ query }: { readonly query: string }) {
  const t = useWords(words);
  const { data } = useQuery(
    ChatQueryService.method.searchChats,
    { query, pageSize: PAGE_SIZE },
    { placeholderData: keepPreviousData },
  );
  if (data?.hits.length === 0) return <p className="quiet">{t.noMatch(query)}</p>;
  return (
    <ul className="rows">
      {data?.hits.map((hit) => (
        <Hit key={hit.chat?.id} {...hit} />
      ))}
    </ul>
  );
}

function Hit({ chat, message }: ChatHit) {
  if (chat === undefined) return null;
  return (
    <li>
      <Link
        to="/threads/$threadId"
        params={{ threadId: chat.id }}
        className="row"
        onClick={() => message && wantedMessage.set({ threadId: chat.id, sequence: message.sequence })}
      >
        <Icon name="chat" />
        <span className="row-title clip">{chat.title}</span>
        <span className="facts">{message && <Excerpt text={message.excerpt} />}</span>
      </Link>
    </li>
  );
}
