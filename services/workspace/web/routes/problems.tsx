import { AmeideError } from '@ameide/sdk';
import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import { isSignedOut } from '../data/problem.ts';
import { EmptyState } from '../design/display.tsx';
import { useWords } from '../design/use-words.ts';
import { defineWords } from '../design/words.ts';
import { Page } from './page.tsx';
import { PartProblem } from './part-problem.tsx';

const words = defineWords({
  en: {
    title: 'This page could not be shown',
    signedOut: 'Signed out',
    nothing: 'There is nothing here',
    nothingMore: 'The address is wrong, or what was here is gone.',
    home: 'Go home',
  },
  de: {
    title: 'Diese Seite lässt sich nicht zeigen',
    signedOut: 'Abgemeldet',
    nothing: 'Hier ist nichts',
    nothingMore: 'Die Adresse stimmt nicht, oder was hier war, ist weg.',
    home: 'Zur Startseite',
  },
});

/** What stands in place of a page that failed: why, and under which id the logs know more. */
export function RouteProblem({ error, reset }: ErrorComponentProps) {
  const t = useWords(words);
  // To try again would change nothing.
  if (error instanceof AmeideError && error.code === 'not_found') return <NotFound />;
  return (
    <Page title={isSignedOut(error) ? t.signedOut : t.title}>
      <PartProblem error={error} look="panel" onRetry={reset} />
    </Page>
  );
}

export function NotFound() {
  const t = useWords(words);
  return (
    <Page title={t.nothing}>
      <EmptyState
        icon="search"
        title={t.nothing}
        action={
          <Link className="button outline" to="/">
            {t.home}
          </Link>
        }
      >
        {t.nothingMore}
      </EmptyState>
    </Page>
  );
}
