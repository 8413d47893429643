import { ChatVisibility } from '@ameide/contracts/threads/v1/chat';
import { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { useInfiniteQuery } from '@connectrpc/connect-query';
import { keepPreviousData } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useDeferredValue, useState } from 'react';
import { useStore } from '../../data/store.ts';
import { Button } from '../../design/button.tsx';
import { EmptyState, Skeleton } from '../../design/display.tsx';
import { Icon } from '../../design/icon.tsx';
import { usePreferences } from '../../design/preferences.ts';
import { SearchField } from '../../design/search-field.tsx';
import { useWords } from '../../design/use-words.ts';
import { formatAgo } from '../../design/words.ts';
import { Page } from '../../routes/page.tsx';
import { ProblemNote } from '../../routes/problem-note.tsx';
import { chatsWith, isFiltered } from '../thread-details/chat-filter.ts';
import { FilterChips } from '../thread-details/filter-chips.tsx';
import { words as detailWords } from '../thread-details/words.ts';
import { ImportButton } from './import-button.tsx';
import { SearchResults } from './search-results.tsx';
import { words } from './words.ts';

const PAGE_SIZE = 50;

export function ThreadsPage() {
  const t = useWords(words);
  const about = useWords(detailWords);
  const { language } = usePreferences();
  const [filter, setFilter] = useState('');
  const chosen = useStore(chatsWith);
  const narrowed = isFiltered(chosen);
  const { data, error, isPending, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery(
    ChatQueryService.method.listChats,
    {
      pageSize: PAGE_SIZE,
      pageToken: '',
      ...(narrowed && { filter: { tags: [...chosen.tags], labels: chosen.labels } }),
    },
    {
      pageParamKey: 'pageToken',
      placeholderData: keepPreviousData,
      getNextPageParam: ({ nextPageToken }) => nextPageToken || undefined,
    },
  );
  const chats = data?.pages.flatMap((page) => page.chats) ?? [];
  const query = useDeferredValue(filter.trim());
  const isSearch = /[\p{L}\p{N}]/u.test(query);
  const newChat = (
    <Link className="button primary" to="/threads/new">
      <Icon name="plus" />
      {t.newChat}
    </Link>
  );
  return (
    <Page title={t.chats} actions={<ImportButton />}>
      <div className="column">
        {isPending && <Skeleton lines={8} />}
        {!isPending && data === undefined && <ProblemNote error={error} onRetry={() => void refetch()} />}
        {data !== undefined && chats.length === 0 && !narrowed && (
          <EmptyState icon="chat" title={t.none} action={newChat}>
            {t.noneHint}
          </EmptyState>
        )}
        {(chats.length > 0 || narrowed) && (
          <section className="list first">
            <header>
              <h2>{t.chats}</h2>
              <span className="spring" />
              <SearchField label={t.search} value={filter} onChange={setFilter} />
              {newChat}
            </header>
            {!isSearch && <FilterChips chats={chats} />}
            {!isSearch && chats.length === 0 && !isPending && <p className="quiet">{about.noneLeft}</p>}
            {isSearch && <SearchResults query={query} />}
            <ul className="rows" hidden={isSearch}>
              {chats.map(({ id, title, messageCount, updatedAt, visibility }) => (
                <li key={id}>
                  <Link to="/threads/$threadId" params={{ threadId: id }} className="row">
                    <Icon name="chat" />
                    <span className="row-title clip">{title}</span>
                    <span className="facts">
                      {t.messages(messageCount)} · {visibility === ChatVisibility.TEAM ? t.team : t.onlyMe}
                      {updatedAt && ` · ${formatAgo(timestampDate(updatedAt), language)}`}
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
            {hasNextPage && !isSearch && (
              <Button look="quiet" onPress={() => void fetchNextPage()}>
                {t.more}
              </Button>
            )}
          </section>
        )}
      </div>
    </Page>
  );
}
