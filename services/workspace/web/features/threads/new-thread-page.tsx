import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { EmptyState } from '../../design/display.tsx';
import { useWords } from '../../design/use-words.ts';
import { Page } from '../../routes/page.tsx';
import { Chat } from '../chat/chat.tsx';
import { focusMessage, tellBegun } from './begun-thread.ts';
import { words } from './words.ts';
import './threads.css';

/** A chat about no model yet; it begins, and gets an address of its own, with the first message. */
export function NewThreadPage() {
  const t = useWords(words);
  const navigate = useNavigate();
  useEffect(focusMessage, []);
  const open = (threadId: string) => {
    tellBegun(threadId);
    void navigate({ to: '/threads/$threadId', params: { threadId }, replace: true });
  };
  return (
    <Page title={t.newChat} trail={[{ label: t.chats, to: '/threads' }]}>
      <div className="thread alone">
        <Chat
          threadId={undefined}
          onBegun={open}
          empty={() => (
            <EmptyState icon="chat" title={t.begin}>
              {t.beginHint}
            </EmptyState>
          )}
        />
      </div>
    </Page>
  );
}
