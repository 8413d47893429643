import {
  type ArtifactHistoryEntry,
  ArtifactHistoryType,
  VersionService,
} from '@ameide/contracts/graph/v1/version_service';
import { useInfiniteQuery } from '@connectrpc/connect-query';
import { Link } from '@tanstack/react-router';
import { Button, IconButton } from '../../design/button.tsx';
import { Skeleton } from '../../design/display.tsx';
import { Icon, type IconName } from '../../design/icon.tsx';
import { useWords } from '../../design/use-words.ts';
import type { Same } from '../../design/words.ts';
import { HistoryRow } from './history-row.tsx';
import { words } from './words.ts';

export interface ActivityListProps {
  readonly artifactId: string;
  readonly onLook: (version: number) => void;
  readonly onOpenChat: (runId: string) => void;
}

/** Everything that has happened to a model: its versions and names, its title and life, the chats about it. */
export default function ActivityList({ artifactId, ...actions }: ActivityListProps) {
  const t = useWords(words);
  const { data, isPending, hasNextPage, fetchNextPage } = useInfiniteQuery(
    VersionService.method.getArtifactHistory,
    { artifactId, pageSize: 50, pageToken: '' },
    { pageParamKey: 'pageToken', getNextPageParam: ({ nextPageToken }) => nextPageToken || undefined },
  );
  if (isPending) return <Skeleton lines={6} />;
  return (
    <>
      <ol aria-label={t.everything}>
        {data?.pages
          .flatMap((page) => page.entries)
          .map((entry) => (
            <Activity key={entry.id} entry={entry} {...actions} />
          ))}
      </ol>
      {hasNextPage && (
        <Button look="quiet" onPress={() => void fetchNextPage()}>
          {t.older}
        </Button>
      )}
    </>
  );
}

const icons: Readonly<Partial<Record<ArtifactHistoryType, IconName>>> = {
  [ArtifactHistoryType.CREATED]: 'plus',
  [ArtifactHistoryType.MODIFIED]: 'history',
  [ArtifactHistoryType.BASELINE_CREATED]: 'bookmark',
  [ArtifactHistoryType.RENAMED]: 'pen',
  [ArtifactHistoryType.DELETED]: 'close',
  [ArtifactHistoryType.RESTORED]: 'restore',
  [ArtifactHistoryType.THREAD_LINKED]: 'chat',
  [ArtifactHistoryType.THREAD_UNLINKED]: 'chat',
};

function Activity({
  entry,
  onLook,
  onOpenChat,
}: { readonly entry: ArtifactHistoryEntry } & Omit<ActivityListProps, 'artifactId'>) {
  const t = useWords(words);
  const { type, happenedAt, userId, threadId, version, runId, text } = entry;
  return (
    <HistoryRow
      at={happenedAt}
      userId={userId}
      head={
        <>
          <Icon name={icons[type] ?? 'history'} />
          <span className="activity-text">
            {told(t, entry)}
            {threadId !== '' && (
              <>
                {' '}
                <Link to="/threads/$threadId" params={{ threadId }}>
                  {text}
                </Link>
              </>
            )}
          </span>
        </>
      }
      actions={
        version > 0 && (
          <>
            {runId !== '' && <IconButton icon="chat" label={t.fromChat} onPress={() => onOpenChat(runId)} />}
            <Button look="quiet" aria-label={t.lookAt(version)} onPress={() => onLook(version)}>
              {t.look}
            </Button>
          </>
        )
      }
    />
  );
}

function told(t: Same<typeof words.en>, { type, version, text }: ArtifactHistoryEntry): string {
  switch (type) {
    case ArtifactHistoryType.CREATED:
      return t.wasCreated(text);
    case ArtifactHistoryType.MODIFIED:
      return text === '' ? t.version(version) : t.wasModified(version, text);
    case ArtifactHistoryType.BASELINE_CREATED:
      return t.isNamed(version, text);
    case ArtifactHistoryType.RENAMED:
      return t.wasRenamed(text);
    case ArtifactHistoryType.DELETED:
      return t.wasDeleted;
    case ArtifactHistoryType.RESTORED:
      return t.wasBroughtBack;
    case ArtifactHistoryType.THREAD_LINKED:
      return t.chatLinked;
    case ArtifactHistoryType.THREAD_UNLINKED:
      return t.chatUnlinked;
    default:
      return text;
  }
}
