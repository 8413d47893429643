import { PatchState } from '@ameide/contracts/graph/v1/patch';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type PatchFilter, usePatches } from '../../data/waiting.ts';
import { Button } from '../../design/button.tsx';
import { Choice } from '../../design/choice.tsx';
import { EmptyState, Skeleton } from '../../design/display.tsx';
import { useWords } from '../../design/use-words.ts';
import { Page } from '../../routes/page.tsx';
import { ProblemNote } from '../../routes/problem-note.tsx';
import { ModelFilter, ProposerFilter } from './filters.tsx';
import { ReviewRow } from './review-row.tsx';
import { words } from './words.ts';
import './reviews.css';

const PAGE_SIZE = 20;

/** What people draw is decided at once and by themselves: only what agents have proposed is worth a list afterwards. */
const filters = {
  mine: { waitsForMe: true },
  waiting: { state: PatchState.PROPOSED },
  accepted: { state: PatchState.APPLIED, byAgents: true },
  rejected: { state: PatchState.REJECTED, byAgents: true },
} as const satisfies Record<string, PatchFilter>;
type Shown = keyof typeof filters;

/** What was proposed, in all models. */
export function ReviewsPage() {
  const t = useWords(words);
  const [shown, setShown] = useState<Shown>('mine');
  const [artifactId, setArtifactId] = useState<string>();
  const [proposedBy, setProposedBy] = useState<string>();
  const filter = {
    ...filters[shown],
    ...(artifactId !== undefined && { artifactId }),
    ...(proposedBy !== undefined && { proposedBy }),
  };
  const { patches, error, isPending, hasNextPage, fetchNextPage, refetch } = usePatches(filter, PAGE_SIZE);
  const none = { mine: t.noneMine, waiting: t.noneWaiting, accepted: t.noneAccepted, rejected: t.noneRejected };
  const isNarrowed = artifactId !== undefined || proposedBy !== undefined;
  const showAll = () => {
    setArtifactId(undefined);
    setProposedBy(undefined);
  };
  return (
    <Page title={t.reviews}>
      <div className="column">
        <section className="list first">
          <header className="review-filters">
            <Choice
              label={t.state}
              value={shown}
              onChange={setShown}
              options={(Object.keys(filters) as Shown[]).map((value) => ({ value, label: t[value] }))}
            />
            <span className="spring" />
            <ModelFilter value={artifactId} onChange={setArtifactId} />
            <ProposerFilter value={proposedBy} onChange={setProposedBy} />
          </header>
          {isPending && <Skeleton lines={4} />}
          {!isPending && error && <ProblemNote error={error} onRetry={() => void refetch()} />}
          {!isPending && !error && patches.length === 0 && !hasNextPage && (
            <EmptyState
              icon="review"
              title={isNarrowed ? t.noMatch : none[shown]}
              action={
                isNarrowed ? (
                  <Button onPress={showAll}>{t.showAll}</Button>
                ) : (
                  <Link className="button outline" to="/">
                    {t.home}
                  </Link>
                )
              }
            >
              {t.noneHint}
            </EmptyState>
          )}
          <ul className="rows">
            {patches.map((listed) => (
              <ReviewRow key={listed.patch.id} {...listed} />
            ))}
          </ul>
          {hasNextPage && (
            <Button look="quiet" onPress={() => void fetchNextPage()}>
              {t.more}
            </Button>
          )}
        </section>
      </div>
    </Page>
  );
}
