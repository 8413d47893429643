import { ModelService } from '@ameide/contracts/graph/v1/model_service';
import { VersionService } from '@ameide/contracts/graph/v1/version_service';
import { useInfiniteQuery, useQuery } from '@connectrpc/connect-query';
import { keepPreviousData } from '@tanstack/react-query';
import { Suspense, useState } from 'react';
import { modelRef } from '../../data/waiting.ts';
import { Button } from '../../design/button.tsx';
import { Choice } from '../../design/choice.tsx';
import { EmptyState, Skeleton } from '../../design/display.tsx';
import { useWords } from '../../design/use-words.ts';
import type { NamedVersion } from './baseline-dialog.tsx';
import { takeBack } from './take-back.ts';
import { Version } from './version.tsx';
import { words } from './words.ts';
import './history.css';
import { lazyPart } from '../../routes/part.tsx';

const ActivityList = lazyPart(() => import('./activity-list.tsx'), 'panel');
const BaselineDialog = lazyPart(() => import('./baseline-dialog.tsx'));
const BaselineList = lazyPart(() => import('./baseline-list.tsx'), 'panel');
const RestoreDialog = lazyPart(() => import('./restore-dialog.tsx'));

const PAGE_SIZE = 50;

export interface HistoryProps {
  readonly artifactId: string;
  /** The newest version; 0 while it is not known. */
  readonly version: number;
  readonly lookingAt: number | undefined;
  readonly onLook: (version: number | undefined) => void;
  readonly onCompare: (base: number, target: number) => void;
  /** Opens the chat in which a run was asked for. */
  readonly onOpenChat: (runId: string) => void;
}

/** The versions of a model: who made each, why, and from which chat; or only those that have a name. */
export function History({ artifactId, version, lookingAt, onLook, onCompare, onOpenChat }: HistoryProps) {
  const t = useWords(words);
  const [kind, setKind] = useState<'all' | 'everything' | 'named'>('all');
  const [restoring, setRestoring] = useState<number>();
  const [naming, setNaming] = useState<NamedVersion>();
  const branch = modelRef(artifactId);
  const ref = version > 0 ? `${branch}@${version}` : branch;
  const { data, isPending, hasNextPage, fetchNextPage } = useInfiniteQuery(
    ModelService.method.listCommits,
    { ref, pageSize: PAGE_SIZE, pageToken: '' },
    {
      pageParamKey: 'pageToken',
      getNextPageParam: ({ nextPageToken }) => nextPageToken || undefined,
      placeholderData: keepPreviousData,
    },
  );
  const { data: named } = useQuery(VersionService.method.listBaselines, { ref: branch, pageSize: 100 });
  const commits = data?.pages.flatMap((page) => page.commits) ?? [];
  if (isPending) {
    return (
      <div className="history">
        <Skeleton lines={6} />
      </div>
    );
  }
  if (commits.length === 0) return <EmptyState icon="history" title={t.none} />;
  const look = (wanted: number) => onLook(wanted === version ? undefined : wanted);
  return (
    <div className="history">
      <div className="history-kinds">
        <Choice
          label={t.which}
          value={kind}
          onChange={setKind}
          options={[
            { value: 'all', label: t.all },
            { value: 'named', label: t.named },
            { value: 'everything', label: t.everything },
          ]}
        />
      </div>
      {kind === 'everything' && (
        <Suspense>
          <ActivityList artifactId={artifactId} onLook={look} onOpenChat={onOpenChat} />
        </Suspense>
      )}
      {kind === 'named' && (
        <Suspense>
          <BaselineList
            modelRef={branch}
            newest={version}
            onLook={look}
            onCompare={onCompare}
            onEdit={setNaming}
            onRestore={setRestoring}
          />
        </Suspense>
      )}
      {kind === 'all' && (
        <ol aria-label={t.versions}>
          {commits.map((commit) => (
            <Version
              key={commit.id}
              commit={commit}
              baselines={named?.baselines.filter((each) => each.version === commit.version) ?? []}
              isNewest={commit.version === version}
              isShown={commit.version === (lookingAt ?? version)}
              newest={version}
              onLook={() => look(commit.version)}
              onCompare={(other) => onCompare(Math.min(other, commit.version), Math.max(other, commit.version))}
              onName={() => setNaming({ version: commit.version })}
              onRestore={() => setRestoring(commit.version)}
              onTakeBack={() => void takeBack(artifactId, commit.version)}
              onOpenChat={onOpenChat}
            />
          ))}
        </ol>
      )}
      {kind === 'all' && hasNextPage && (
        <Button look="quiet" onPress={() => void fetchNextPage()}>
          {t.older}
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
        {naming && <BaselineDialog modelRef={branch} named={naming} onClose={() => setNaming(undefined)} />}
      </Suspense>
    </div>
  );
}
