import { AmeideError } from '@ameide/sdk';
import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import { describeProblem } from '../data/problem.ts';
import { Button } from '../design/button.tsx';
import { EmptyState } from '../design/display.tsx';
import { useWords } from '../design/use-words.ts';
import { defineWords } from '../design/words.ts';
import { Page } from './page.tsx';

const words = defineWords({
  en: {
    title: 'This page could not be shown',
    again: 'Try again',
    nothing: 'There is nothing here',
    nothingMore: 'The address is wrong, or what was here is gone.',
    home: 'Go home',
  },
  de: {
    title: 'Diese Seite lässt sich nicht zeigen',
    again: 'Noch einmal versuchen',
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
  const { text, detail } = describeProblem(error);
  return (
    <Page title={t.title}>
      <EmptyState icon="warning" title={t.title} action={<Button onPress={reset}>{t.again}</Button>}>
        {text}
        {detail && <span className="quiet small"> {detail}</span>}
      </EmptyState>
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
