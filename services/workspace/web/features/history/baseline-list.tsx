import { type Baseline, VersionService } from '@ameide/contracts/graph/v1/version_service';
import { useInfiniteQuery } from '@connectrpc/connect-query';
import { keepPreviousData } from '@tanstack/react-query';
import { useState } from 'react';
import { attempt } from '../../data/attempt.ts';
import { versions } from '../../data/connection.ts';
import { Button, IconButton } from '../../design/button.tsx';
import { EmptyState } from '../../design/display.tsx';
import { Menu } from '../../design/menu.tsx';
import { notify } from '../../design/notices.tsx';
import { SearchField } from '../../design/search-field.tsx';
import { useWords } from '../../design/use-words.ts';
import type { NamedVersion } from './baseline-dialog.tsx';
import { HistoryRow } from './history-row.tsx';
import { words } from './words.ts';

export interface BaselineListProps {
  /** Of the branch. */
  readonly modelRef: string;
  readonly newest: number;
  readonly onLook: (version: number) => void;
  readonly onCompare: (base: number, target: number) => void;
  readonly onEdit: (named: NamedVersion) => void;
  readonly onRestore: (version: number) => void;
}

/** The versions of a model that have a name, to be found by it. */
export default function BaselineList(props: BaselineListProps) {
  const t = useWords(words);
  const [contains, setContains] = useState('');
  const { data, hasNextPage, fetchNextPage } = useInfiniteQuery(
    VersionService.method.listBaselines,
    { ref: props.modelRef, contains, pageSize: 50, pageToken: '' },
    {
      pageParamKey: 'pageToken',
      getNextPageParam: ({ nextPageToken }) => nextPageToken || undefined,
      placeholderData: keepPreviousData,
    },
  );
  const baselines = data?.pages.flatMap((page) => page.baselines) ?? [];
  const isEmpty = data !== undefined && baselines.length === 0;
  return (
    <>
      {(contains !== '' || !isEmpty) && (
        <div className="history-kinds">
          <SearchField label={t.findNamed} value={contains} onChange={setContains} />
        </div>
      )}
      {isEmpty && (
        <EmptyState icon="bookmark" title={contains === '' ? t.noneNamed : t.noneFound}>
          {contains === '' && t.noneNamedHint}
        </EmptyState>
      )}
      <ol aria-label={t.named}>
        {baselines.map((baseline) => (
          <NamedRow key={baseline.id} baseline={baseline} {...props} />
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

function NamedRow(props: BaselineListProps & { readonly baseline: Baseline }) {
  const { baseline, modelRef, newest, onLook, onCompare, onEdit, onRestore } = props;
  const t = useWords(words);
  const { id, name, note, version, createdBy, createdAt } = baseline;
  const isOld = version !== newest;
  const bringBack = () => void attempt(() => versions.createBaseline({ ref: `${modelRef}@${version}`, name, note }));
  const remove = async () => {
    const isGone = await attempt(() => versions.deleteBaseline({ ref: modelRef, baselineId: id }));
    if (isGone) notify({ tone: 'done', text: t.unnamed(name), action: { label: t.bringBack, run: bringBack } });
  };
  return (
    <HistoryRow
      at={createdAt}
      userId={createdBy}
      head={
        <>
          <strong className="clip">{name}</strong>
          <span className="quiet small">{t.version(version)}</span>
        </>
      }
      actions={
        <>
          <Button look="quiet" onPress={() => onLook(version)}>
            {t.look}
          </Button>
          {isOld && (
            <Button look="quiet" aria-label={t.compareWith(newest, version)} onPress={() => onCompare(version, newest)}>
              {t.compare}
            </Button>
          )}
          <Menu
            label={t.moreNamed(name)}
            trigger={<IconButton icon="more" label={t.moreNamed(name)} />}
            entries={[
              { id: 'rename', icon: 'pen', label: t.rename, onAction: () => onEdit({ version, baseline }) },
              { id: 'delete', icon: 'close', label: t.unname, onAction: () => void remove() },
              ...(isOld
                ? [{ id: 'restore', icon: 'restore' as const, label: t.restore, onAction: () => onRestore(version) }]
                : []),
            ]}
          />
        </>
      }
    >
      {note !== '' && <p>{note}</p>}
    </HistoryRow>
  );
}
