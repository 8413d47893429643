import {
  type ArtifactHistoryEntry,
  ArtifactHistoryType,
  VersionService,
} from '@ameide/contracts/graph/v1/version_service';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { useInfiniteQuery } from '@connectrpc/connect-query';
import { Link } from '@tanstack/react-router';
import { useNameOf } from '../../data/people.ts';
import { Button, IconButton } from '../../design/button.tsx';
import { Avatar, Skeleton } from '../../design/display.tsx';
import { Icon, type IconName } from '../../design/icon.tsx';
import { usePreferences } from '../../design/preferences.ts';
import { useWords } from '../../design/use-words.ts';
import { formatAgo, formatMoment, type Same } from '../../design/words.ts';
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
  const nameOf = useNameOf();
  const { language } = usePreferences();
  const { type, happenedAt, userId, threadId, version, runId, text } = entry;
  const when = happenedAt && timestampDate(happenedAt);
  return (
    <li className="version">
      <div className="version-head">
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
        <span className="spring" />
        {when && (
          <time className="quiet small" dateTime={when.toISOString()} title={formatMoment(when, language)}>
            {formatAgo(when, language)}
          </time>
        )}
      </div>
      {(userId !== '' || version > 0) && (
        <div className="version-foot">
          {userId !== '' && (
            <>
              <Avatar name={nameOf(userId)} size={20} />
              <span className="quiet small clip">{nameOf(userId)}</span>
            </>
          )}
          <span className="spring" />
          {runId !== '' && <IconButton icon="chat" label={t.fromChat} onPress={() => onOpenChat(runId)} />}
          {version > 0 && (
            <Button look="quiet" aria-label={t.lookAt(version)} onPress={() => onLook(version)}>
              {t.look}
            </Button>
          )}
        </div>
      )}
    </li>
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
