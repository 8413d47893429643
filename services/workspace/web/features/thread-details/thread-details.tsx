import type { Chat } from '@ameide/contracts/threads/v1/chat';
import { Link } from '@tanstack/react-router';
import { Suspense, useState } from 'react';
import { Button } from '../../design/button.tsx';
import { useWords } from '../../design/use-words.ts';
import { chatsWith } from './chat-filter.ts';
import { words } from './words.ts';
import './thread-details.css';
import { lazyPart } from '../../routes/part.tsx';

const DetailsDialog = lazyPart(() => import('./details-dialog.tsx'));

export interface ThreadDetailsProps {
  readonly chat: Chat;
  /** Only the owner says what a chat is about. */
  readonly isMine: boolean;
}

/** What a chat is about, in its owner's words; tags and labels lead to the other chats that have them. */
export function ThreadDetails({ chat, isMine }: ThreadDetailsProps) {
  const t = useWords(words);
  const [isEditing, setEditing] = useState(false);
  const { labels = {}, description = '', tags = [] } = chat.metadata ?? {};
  const isEmpty = description === '' && tags.length === 0 && Object.keys(labels).length === 0;
  return (
    <section className="thread-details" aria-label={t.about}>
      <h2>{t.about}</h2>
      {isEmpty && <p className="quiet">{t.nothing}</p>}
      {description !== '' && <p className="thread-description">{description}</p>}
      {!isEmpty && (
        <ul className="filter-chips">
          {tags.map((tag) => (
            <Lead key={tag} text={tag} onLead={() => chatsWith.set({ tags: [tag], labels: {} })} />
          ))}
          {Object.entries(labels).map(([name, value]) => (
            <Lead
              key={name}
              text={`${name}: ${value}`}
              onLead={() => chatsWith.set({ tags: [], labels: { [name]: value } })}
            />
          ))}
        </ul>
      )}
      {isMine && (
        <Button look="quiet" icon="pen" onPress={() => setEditing(true)}>
          {isEmpty ? t.describe : t.change}
        </Button>
      )}
      <Suspense>{isEditing && <DetailsDialog chat={chat} onClose={() => setEditing(false)} />}</Suspense>
    </section>
  );
}

function Lead({ text, onLead }: { readonly text: string; readonly onLead: () => void }) {
  const t = useWords(words);
  return (
    <li>
      <Link to="/threads" className="chip" title={t.chatsWith(text)} onClick={onLead}>
        <span className="clip">{text}</span>
      </Link>
    </li>
  );
}
