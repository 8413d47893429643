import { timestampDate } from '@bufbuild/protobuf/wkt';
import { Link } from '@tanstack/react-router';
import { usePatches } from '../../data/waiting.ts';
import { Icon } from '../../design/icon.tsx';
import { usePreferences } from '../../design/preferences.ts';
import { useWords } from '../../design/use-words.ts';
import { formatAgo } from '../../design/words.ts';
import { chosenPatch } from '../proposal/proposal-state.ts';
import { words } from './words.ts';

const SHOWN = 5;

export function WaitingList() {
  const t = useWords(words);
  const { language } = usePreferences();
  const { patches, error, isPending, hasNextPage } = usePatches({ waitsForMe: true }, SHOWN);
  // The list of models tells what is wrong.
  if (error) return null;
  return (
    <section className="list">
      <header>
        <h2>{t.waiting}</h2>
        {patches.length > 0 && (
          <span className="count">
            {patches.length}
            {hasNextPage && '+'}
          </span>
        )}
        <span className="spring" />
        <Link to="/reviews" className="link">
          {t.allReviews}
        </Link>
      </header>
      {/* The line is there from the start: what is below must not move away from under a click. */}
      {patches.length === 0 && <p className="quiet">{isPending ? '\u00a0' : t.nothingWaits}</p>}
      <ul className="rows">
        {patches.map(({ patch, artifact }) => (
          <li key={patch.id}>
            <Link
              to="/artifact/$artifactId"
              params={{ artifactId: artifact.id }}
              className="row"
              onClick={() => chosenPatch.set(patch.id)}
            >
              <Icon name="sparkle" />
              <span className="row-title clip">{patch.title}</span>
              <span className="facts">
                {artifact.title}
                {patch.proposedAt && ` · ${formatAgo(timestampDate(patch.proposedAt), language)}`}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
