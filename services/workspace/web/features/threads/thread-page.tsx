import { ChatVisibility } from '@ameide/contracts/threads/v1/chat';
import { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import { useQuery } from '@connectrpc/connect-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useMe } from '../../data/people.ts';
import { usePresence } from '../../data/presence.ts';
import { EmptyState } from '../../design/display.tsx';
import { Icon } from '../../design/icon.tsx';
import { useWords } from '../../design/use-words.ts';
import { isUuid } from '../../routes/is-uuid.ts';
import { Page } from '../../routes/page.tsx';
import { NotFound } from '../../routes/problems.tsx';
import { Chat } from '../chat/chat.tsx';
import { PeopleHere } from '../presence/people-here.tsx';
import { ThreadDetails } from '../thread-details/thread-details.tsx';
import { focusIfBegun } from './begun-thread.ts';
import { ThreadMenu } from './thread-menu.tsx';
import { words } from './words.ts';
import './threads.css';

const nothing: readonly string[] = [];

/** A chat by itself, with the models that it speaks about beside it. */
export function ThreadPage() {
  const { threadId } = useParams({ from: '/threads/$threadId' });
  return isUuid(threadId) ? <Thread threadId={threadId} /> : <NotFound />;
}

function Thread({ threadId }: { readonly threadId: string }) {
  const t = useWords(words);
  const me = useMe();
  const navigate = useNavigate();
  const { data, error } = useQuery(ChatQueryService.method.getChat, { threadId });
  const { data: related } = useQuery(ChatQueryService.method.getChatArtifacts, { threadId, pageSize: 20 });
  const others = usePresence('threadId', threadId, nothing);
  useEffect(() => focusIfBegun(threadId), [threadId]);
  if (error) throw error;
  const chat = data?.chat;
  const artifacts = related?.artifacts ?? [];
  return (
    <Page
      title={chat?.title ?? ''}
      trail={[{ label: t.chats, to: '/threads' }]}
      status={
        chat && <span className="page-status">{chat.visibility === ChatVisibility.TEAM ? t.team : t.onlyMe}</span>
      }
      actions={
        <>
          <PeopleHere people={others} />
          {chat && (
            <ThreadMenu chat={chat} isMine={chat.ownerId === me.id} onDeleted={() => navigate({ to: '/threads' })} />
          )}
        </>
      }
    >
      <div className="thread">
        <Chat
          key={threadId}
          threadId={threadId}
          artifactId={artifacts[0]?.artifactId}
          empty={() => <EmptyState icon="chat" title={t.empty} />}
        />
        <aside aria-label={t.beside}>
          {chat && <ThreadDetails chat={chat} isMine={chat.ownerId === me.id} />}
          <h2>{t.models}</h2>
          {artifacts.length === 0 && <p className="quiet">{t.noModels}</p>}
          <ul className="rows">
            {artifacts.map(({ artifactId, title }) => (
              <li key={artifactId}>
                <Link to="/artifact/$artifactId" params={{ artifactId }} className="row">
                  <Icon name="model" />
                  <span className="row-title clip">{title}</span>
                </Link>
              </li>
            ))}
          </ul>
        </aside>
      </div>
    </Page>
  );
}
