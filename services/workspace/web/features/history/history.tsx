import { ModelService } from '@ameide/contracts/graph/v1/model_service';
import type { Commit } from '@ameide/contracts/graph/v1/patch';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { useInfiniteQuery } from '@connectrpc/connect-query';
import { keepPreviousData } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useNameOf } from '../../data/people.ts';
import { modelRef } from '../../data/waiting.ts';
import { Button } from '../../design/button.tsx';
import { Avatar, Chip, EmptyState, Skeleton } from '../../design/display.tsx';
import { usePreferences } from '../../design/preferences.ts';
import { useWords } from '../../design/use-words.ts';
import { formatAgo, formatMoment } from '../../design/words.ts';
import { takeBack } from './take-back.ts';
import { words } from './words.ts';
import './history.css';

const RestoreDialog = lazy(() => import('./restore-dialog.tsx'));

const PAGE_SIZE = 50;

export interface HistoryProps {
  readonly artifactId: string;
  /** The newest version; 0 while it is not known. */
  readonly version: number;
  readonly lookingAt: number | undefined;
  readonly onLook: (version: number | undefined) => void;
  /** Opens the chat in which a run was asked for. */
  readonly onOpenChat: (runId: string) => void;
}

/** The versions of a model: who made each, why, and from which chat. */
export function History({ artifactId, version, lookingAt, onLook, onOpenChat }: HistoryProps) {
  const t = useWords(words);
  const [restoring, setRestoring] = useState<number>();
  const ref = version > 0 ? `${modelRef(artifactId)}@${version}` : modelRef(artifactId);
  const { data, isPending, hasNextPage, fetchNextPage } = useInfiniteQuery(
    ModelService.method.listCommits,
    { ref, pageSize: PAGE_SIZE, pageToken: '' },
    {
      pageParamKey: 'pageToken',
      getNextPageParam: ({ nextPageToken }) => nextPageToken || undefined,
      placeholderData: keepPreviousData,
    },
  );
  const commits = data?.pages.flatMap((page) => page.commits) ?? [];
  if (isPending) {
    return (
      <div className="history">
        <Skeleton lines={6} />
      </div>
    );
  }
  if (commits.length === 0) return <EmptyState icon="history" title={t.none} />;
  return (
    <div className="history">
      <ol aria-label={t.versions}>
        {commits.map((commit) => (
          <Version
            key={commit.id}
            commit={commit}
            isNewest={commit.version === version}
            isShown={commit.version === (lookingAt ?? version)}
            onLook={() => onLook(commit.version === version ? undefined : commit.version)}
            onRestore={() => setRestoring(commit.version)}
            onTakeBack={() => void takeBack(artifactId, commit.version)}
            onOpenChat={onOpenChat}
          />
        ))}
      </ol>
      {hasNextPage && (
        <Button look="quiet" onPress={() => void fetchNextPage()}>
          {t.more}
        </Button>
      )}
      <Suspense>
        {restoring !== undefined && (
          <RestoreDialog
            artifactId={artifactId}
            version={restoring}
            newest={version}
            onClose={() => setRestoring(undefined)}
            onRestored={() => onLook(undefined)}
          />
        )}
      </Suspense>
    </div>
  );
}

interface VersionProps {
  readonly commit: Commit;
  readonly isNewest: boolean;
  readonly isShown: boolean;
  readonly onLook: () => void;
  readonly onRestore: () => void;
  readonly onTakeBack: () => void;
  readonly onOpenChat: (runId: string) => void;
}

function Version({ commit, isNewest, isShown, onLook, onRestore, onTakeBack, onOpenChat }: VersionProps) {
  const t = useWords(words);
  const nameOf = useNameOf();
  const { language } = usePreferences();
  const { version, authorId, comment, summary, runId, patchId, committedAt } = commit;
  const when = committedAt && timestampDate(committedAt);
  const author = nameOf(authorId);
  return (
    <li className="version" aria-current={isShown || undefined}>
      <div className="version-head">
        <strong className="tabular">{t.version(version)}</strong>
        {isNewest && <Chip>{t.newest}</Chip>}
        {isShown && !isNewest && <Chip tone="accent">{t.looking}</Chip>}
        <span className="spring" />
        {when && (
          <time className="quiet small" dateTime={when.toISOString()} title={formatMoment(when, language)}>
            {formatAgo(when, language)}
          </time>
        )}
      </div>
      <p>{comment || (patchId === '' ? t.imported : summary[0])}</p>
      {patchId !== '' && summary.length > 0 && (
        <details>
          <summary>{t.changes}</summary>
          <ul>
            {summary.map((line) => (
              <li key={line} className={line.startsWith('+') ? 'add' : line.startsWith('-') ? 'remove' : 'change'}>
                {line}
              </li>
            ))}
          </ul>
        </details>
      )}
      <div className="version-foot">
        <Avatar name={author} size={20} />
        <span className="quiet small clip">{author}</span>
        <span className="spring" />
        {runId !== '' && (
          <Button look="quiet" icon="chat" onPress={() => onOpenChat(runId)}>
            {t.fromChat}
          </Button>
        )}
        {!isShown && (
          <Button look="quiet" onPress={onLook}>
            {t.look}
          </Button>
        )}
        {isNewest && version > 1 && (
          <Button look="quiet" onPress={onTakeBack}>
            {t.takeBack}
          </Button>
        )}
        {!isNewest && (
          <Button look="quiet" onPress={onRestore}>
            {t.restore}
          </Button>
        )}
      </div>
    </li>
  );
}
