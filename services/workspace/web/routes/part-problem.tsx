import { useEffect, useState } from 'react';
import { describeProblem, isSignedOut } from '../data/problem.ts';
import { Button } from '../design/button.tsx';
import { EmptyState } from '../design/display.tsx';
import { useWords } from '../design/use-words.ts';
import { defineWords } from '../design/words.ts';
import { isOutdated, NotLoaded } from './not-loaded.ts';

const words = defineWords({
  en: {
    title: 'This part could not be shown',
    lost: 'It did not arrive; perhaps the connection was gone. What you wrote and drew stays.',
    again: 'Try again',
    newTitle: 'A new version is there',
    newText: 'This page is older than the server and lacks this part. Reload it; what you wrote and drew stays.',
    reload: 'Reload',
  },
  de: {
    title: 'Dieser Teil lässt sich nicht zeigen',
    lost: 'Er ist nicht angekommen; vielleicht war die Verbindung weg. Was du geschrieben und gezeichnet hast, bleibt.',
    again: 'Noch einmal versuchen',
    newTitle: 'Es gibt eine neue Version',
    newText:
      'Diese Seite ist älter als der Server, und dieser Teil fehlt ihr. Lade sie neu; was du geschrieben und gezeichnet hast, bleibt.',
    reload: 'Neu laden',
  },
});

export interface PartProblemProps {
  readonly error: unknown;
  readonly look: 'panel' | 'small';
  readonly onRetry: () => void;
}

/** What stands in place of a part that failed or did not arrive. After a deployment only a reload helps. */
export function PartProblem({ error, look, onRetry }: PartProblemProps) {
  const t = useWords(words);
  const [isOld, setOld] = useState(false);
  useEffect(() => {
    if (!(error instanceof NotLoaded)) return;
    void isOutdated().then(setOld);
    return error.forget;
  }, [error]);
  if (isSignedOut(error)) return null;
  const retry = () => {
    if (error instanceof NotLoaded) error.forget();
    loadStylesAgain();
    onRetry();
  };
  const { text, detail } = error instanceof NotLoaded ? { text: t.lost } : describeProblem(error);
  const title = isOld ? t.newTitle : t.title;
  const act = isOld ? () => location.reload() : retry;
  const label = isOld ? t.reload : t.again;
  if (look === 'small') {
    return (
      <span role="alert">
        <Button icon="warning" look="quiet" onPress={act}>{`${title}. ${label}`}</Button>
      </span>
    );
  }
  return (
    <EmptyState icon="warning" title={title} action={<Button onPress={act}>{label}</Button>}>
      {isOld ? t.newText : text}
      {detail && <span className="quiet small"> {detail}</span>}
    </EmptyState>
  );
}

/** The bundler asks for each style once, also for one that did not arrive. */
function loadStylesAgain(): void {
  for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]'))
    if (link.sheet === null) link.replaceWith(link.cloneNode());
}
