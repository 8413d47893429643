import { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import { type Timestamp, timestampDate } from '@bufbuild/protobuf/wkt';
import { useQuery } from '@connectrpc/connect-query';
import { useState } from 'react';
import { Button } from '../../design/button.tsx';
import { Skeleton } from '../../design/display.tsx';
import { Icon } from '../../design/icon.tsx';
import { usePreferences } from '../../design/preferences.ts';
import { useWords } from '../../design/use-words.ts';
import { formatAgo } from '../../design/words.ts';
import { ProblemNote } from '../../routes/problem-note.tsx';
import { bringBackArtifact } from '../artifact/artifact-actions.ts';
import { bringBackThread } from '../threads/thread-actions.ts';
import { words } from './words.ts';

const SHOWN = 50;

/** Models and chats that were deleted in the last 30 days, for who looks for them. */
export function DeletedList() {
  const t = useWords(words);
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="list deleted" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t.recentlyDeleted}</summary>
      {isOpen && <Deleted />}
    </details>
  );
}

function Deleted() {
  const t = useWords(words);
  const models = useQuery(ArtifactQueryService.method.listArtifacts, { deleted: true, pageSize: SHOWN });
  const chats = useQuery(ChatQueryService.method.listChats, { filter: { deleted: true }, pageSize: SHOWN });
  const error = models.error ?? chats.error;
  if (error) return <ProblemNote error={error} onRetry={() => void Promise.all([models.refetch(), chats.refetch()])} />;
  if (models.data === undefined || chats.data === undefined) return <Skeleton lines={3} />;
  if (models.data.artifacts.length + chats.data.chats.length === 0) return <p className="quiet">{t.nothingDeleted}</p>;
  return (
    <ul className="rows">
      {models.data.artifacts.map(({ id, title, deletedAt }) => (
        <DeletedRow key={id} icon="model" title={title} at={deletedAt} onBringBack={() => void bringBackArtifact(id)} />
      ))}
      {chats.data.chats.map(({ id, title, deletedAt }) => (
        <DeletedRow key={id} icon="chat" title={title} at={deletedAt} onBringBack={() => void bringBackThread(id)} />
      ))}
    </ul>
  );
}

interface DeletedRowProps {
  readonly icon: 'chat' | 'model';
  readonly title: string;
  readonly at: Timestamp | undefined;
  onBringBack(): void;
}

function DeletedRow({ icon, title, at, onBringBack }: DeletedRowProps) {
  const t = useWords(words);
  const { language } = usePreferences();
  return (
    <li className="row">
      <Icon name={icon} />
      <span className="row-title clip">{title}</span>
      <span className="facts">{at && t.deletedAgo(formatAgo(timestampDate(at), language))}</span>
      <Button look="quiet" onPress={onBringBack} aria-label={t.bringBackTitle(title)}>
        {t.bringBack}
      </Button>
    </li>
  );
}
