import { PatchState } from '@ameide/contracts/graph/v1/patch';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useNameOf } from '../../data/people.ts';
import { useWaiting, type WaitingPatch } from '../../data/waiting.ts';
import { Choice } from '../../design/choice.tsx';
import { EmptyState, Skeleton } from '../../design/display.tsx';
import { Icon } from '../../design/icon.tsx';
import { usePreferences } from '../../design/preferences.ts';
import { SearchField } from '../../design/search-field.tsx';
import { useWords } from '../../design/use-words.ts';
import { formatAgo } from '../../design/words.ts';
import { Page } from '../../routes/page.tsx';
import { ProblemNote } from '../../routes/problem-note.tsx';
import { chosenPatch } from '../proposal/proposal-state.ts';
import { words } from './words.ts';

const states = { waiting: PatchState.PROPOSED, accepted: PatchState.APPLIED, rejected: PatchState.REJECTED } as const;
type Chosen = keyof typeof states;

export function ReviewsPage() {
  const t = useWords(words);
  const [state, setState] = useState<Chosen>('waiting');
  const [filter, setFilter] = useState('');
  const { patches, error, isPending, refetch } = useWaiting(states[state]);
  const wanted = filter.trim().toLowerCase();
  const found = patches.filter(({ patch, artifact }) =>
    `${patch.title} ${artifact.title}`.toLowerCase().includes(wanted),
  );
  const home = (
    <Link className="button outline" to="/">
      {t.home}
    </Link>
  );
  return (
    <Page title={t.reviews}>
      <div className="column">
        <section className="list first">
          <header>
            <Choice
              label={t.state}
              value={state}
              onChange={setState}
              options={(Object.keys(states) as Chosen[]).map((value) => ({ value, label: t[value] }))}
            />
            <span className="spring" />
            <SearchField label={t.filter} value={filter} onChange={setFilter} />
          </header>
          {isPending && <Skeleton lines={4} />}
          {!isPending && error && <ProblemNote error={error} onRetry={refetch} />}
          {!isPending && !error && patches.length === 0 && (
            <EmptyState icon="review" title={state === 'waiting' ? t.none : t.noneDone} action={home}>
              {t.noneHint}
            </EmptyState>
          )}
          {patches.length > 0 && found.length === 0 && <p className="quiet">{t.noMatch(filter)}</p>}
          <ul className="rows">
            {found.map((waiting) => (
              <ReviewRow key={waiting.patch.id} {...waiting} />
            ))}
          </ul>
        </section>
      </div>
    </Page>
  );
}

function ReviewRow({ patch, artifact }: WaitingPatch) {
  const t = useWords(words);
  const nameOf = useNameOf();
  const { language } = usePreferences();
  const by = patch.onBehalfOf === '' ? nameOf(patch.proposedBy) : t.by(patch.proposedBy, nameOf(patch.onBehalfOf));
  const facts = [
    artifact.title,
    t.changes(patch.operations.length),
    by,
    ...(patch.proposedAt ? [formatAgo(timestampDate(patch.proposedAt), language)] : []),
  ];
  return (
    <li>
      <Link
        to="/artifact/$artifactId"
        params={{ artifactId: artifact.id }}
        className="row"
        onClick={() => chosenPatch.set(patch.id)}
      >
        <Icon name="sparkle" />
        <span className="row-title clip">{patch.title}</span>
        <span className="facts">{facts.join(' · ')}</span>
      </Link>
    </li>
  );
}
