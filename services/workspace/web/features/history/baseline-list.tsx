import { type Baseline, VersionService } from '@ameide/contracts/graph/v1/version_service';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { useInfiniteQuery } from '@connectrpc/connect-query';
import { keepPreviousData } from '@tanstack/react-query';
import { useState } from 'react';
import { attempt } from '../../data/attempt.ts';
import { versions } from '../../data/connection.ts';
import { useNameOf } from '../../data/people.ts';
import { refreshAnswers } from '../../data/query-client.ts';
import { Button, IconButton } from '../../design/button.tsx';
import { Avatar, EmptyState } from '../../design/display.tsx';
import { Menu } from '../../design/menu.tsx';
import { usePreferences } from '../../design/preferences.ts';
import { SearchField } from '../../design/search-field.tsx';
import { useWords } from '../../design/use-words.ts';
import { formatAgo, formatMoment } from '../../design/words.ts';
import type { NamedVersion } from './baseline-dialog.tsx';
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
  const nameOf = useNameOf();
  const { language } = usePreferences();
  const { id, name, note, version, createdBy, createdAt } = baseline;
  const when = createdAt && timestampDate(createdAt);
  const isOld = version !== newest;
  const remove = () =>
    void attempt(async () => {
      await versions.deleteBaseline({ ref: modelRef, baselineId: id });
      await refreshAnswers();
    });
  return (
    <li className="version">
      <div className="version-head">
        <strong className="clip">{name}</strong>
        <span className="quiet small">{t.version(version)}</span>
        <span className="spring" />
        {when && (
          <time className="quiet small" dateTime={when.toISOString()} title={formatMoment(when, language)}>
            {formatAgo(when, language)}
          </time>
        )}
      </div>
      {note !== '' && <p>{note}</p>}
      <div className="version-foot">
        <Avatar name={nameOf(createdBy)} size={20} />
        <span className="quiet small clip">{nameOf(createdBy)}</span>
        <span className="spring" />
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
            { id: 'delete', icon: 'close', label: t.unname, onAction: remove },
            ...(isOld
              ? [{ id: 'restore', icon: 'restore' as const, label: t.restore, onAction: () => onRestore(version) }]
              : []),
          ]}
        />
      </div>
    </li>
  );
}
