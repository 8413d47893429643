import type { Artifact } from '@ameide/contracts/artifacts/v1/artifact';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMayEdit } from '../../data/people.ts';
import { recentArtifacts } from '../../data/recent.ts';
import { useArtifacts } from '../../data/waiting.ts';
import { Button } from '../../design/button.tsx';
import { EmptyState, Skeleton } from '../../design/display.tsx';
import { Icon } from '../../design/icon.tsx';
import { usePreferences } from '../../design/preferences.ts';
import { SearchField } from '../../design/search-field.tsx';
import { useWords } from '../../design/use-words.ts';
import { formatAgo } from '../../design/words.ts';
import { ProblemNote } from '../../routes/problem-note.tsx';
import { words } from './words.ts';

const SHOWN_AT_FIRST = 12;

export function ModelList() {
  const t = useWords(words);
  const { data, error, isPending, refetch } = useArtifacts();
  const mayEdit = useMayEdit();
  const [filter, setFilter] = useState('');
  const [showsAll, setShowsAll] = useState(false);
  if (isPending) return <Skeleton lines={5} />;
  if (data === undefined) return <ProblemNote error={error} onRetry={() => void refetch()} />;
  const all = lastOpenedFirst(data.artifacts);
  const found = all.filter(({ title }) => title.toLowerCase().includes(filter.trim().toLowerCase()));
  const shown = showsAll || filter !== '' ? found : found.slice(0, SHOWN_AT_FIRST);
  return (
    <section className="list">
      <header>
        <h2>{t.models}</h2>
        <span className="count">{all.length}</span>
        <span className="spring" />
        {all.length > SHOWN_AT_FIRST && <SearchField label={t.filter} value={filter} onChange={setFilter} />}
      </header>
      {all.length === 0 && (
        <EmptyState icon="model" title={t.noModels}>
          {mayEdit && t.noModelsHint}
        </EmptyState>
      )}
      {all.length > 0 && found.length === 0 && <p className="quiet">{t.noMatch(filter)}</p>}
      <ul className="rows">
        {shown.map((artifact) => (
          <ModelRow key={artifact.id} artifact={artifact} />
        ))}
      </ul>
      {shown.length < found.length && (
        <Button look="quiet" onPress={() => setShowsAll(true)}>
          {t.showMore}
        </Button>
      )}
    </section>
  );
}

function ModelRow({ artifact: { id, title, kind, createdAt } }: { readonly artifact: Artifact }) {
  const t = useWords(words);
  const { language } = usePreferences();
  return (
    <li>
      <Link to="/artifact/$artifactId" params={{ artifactId: id }} className="row">
        <Icon name="model" />
        <span className="row-title clip">{title}</span>
        <span className="facts">
          {kind.split('::')[0]?.toUpperCase()}
          {createdAt && ` · ${t.created(formatAgo(timestampDate(createdAt), language))}`}
        </span>
      </Link>
    </li>
  );
}

/** Those that were opened here, the last first; then the newest. */
function lastOpenedFirst(artifacts: readonly Artifact[]): Artifact[] {
  const order = new Map(recentArtifacts().map((id, index) => [id, index]));
  const rank = ({ id }: Artifact) => order.get(id) ?? Number.MAX_SAFE_INTEGER;
  const age = ({ createdAt }: Artifact) => Number(createdAt?.seconds ?? 0n);
  return [...artifacts].sort((a, b) => rank(a) - rank(b) || age(b) - age(a));
}
