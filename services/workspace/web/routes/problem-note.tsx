import { describeProblem } from '../data/problem.ts';
import { Button } from '../design/button.tsx';
import { EmptyState } from '../design/display.tsx';
import { useWords } from '../design/use-words.ts';
import { defineWords } from '../design/words.ts';

const words = defineWords({
  en: { title: 'This could not be loaded', again: 'Try again' },
  de: { title: 'Das ließ sich nicht laden', again: 'Noch einmal versuchen' },
});

/** Stands in place of a list that is not known: nobody shall take it for an empty one. */
export function ProblemNote({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const t = useWords(words);
  const { text, detail } = describeProblem(error);
  return (
    <EmptyState icon="warning" title={t.title} action={<Button onPress={onRetry}>{t.again}</Button>}>
      {text}
      {detail && <span className="quiet small"> {detail}</span>}
    </EmptyState>
  );
}
