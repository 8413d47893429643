import { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { useQuery } from '@connectrpc/connect-query';
import { Link } from '@tanstack/react-router';
import { Icon } from '../../design/icon.tsx';
import { usePreferences } from '../../design/preferences.ts';
import { useWords } from '../../design/use-words.ts';
import { formatAgo } from '../../design/words.ts';
import { ProblemNote } from '../../routes/problem-note.tsx';
import { words } from './words.ts';

const SHOWN = 6;

export function ChatList() {
  const t = useWords(words);
  const { language } = usePreferences();
  const { data, error, isPending, refetch } = useQuery(ChatQueryService.method.listChats, { pageSize: SHOWN });
  if (isPending) return null;
  if (data === undefined) return <ProblemNote error={error} onRetry={() => void refetch()} />;
  const { chats } = data;
  return (
    <section className="list">
      <header>
        <h2>{t.chats}</h2>
        <span className="spring" />
        {chats.length > 0 && (
          <Link to="/threads" className="link small">
            {t.allChats}
          </Link>
        )}
      </header>
      {chats.length === 0 && <p className="quiet">{t.noChats}</p>}
      <ul className="rows">
        {chats.map(({ id, title, messageCount, updatedAt }) => (
          <li key={id}>
            <Link to="/threads/$threadId" params={{ threadId: id }} className="row">
              <Icon name="chat" />
              <span className="row-title clip">{title}</span>
              <span className="facts">
                {t.messages(messageCount)}
                {updatedAt && ` · ${formatAgo(timestampDate(updatedAt), language)}`}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
