import { EmptyState } from '../../design/display.tsx';
import { useWords } from '../../design/use-words.ts';
import { words } from './words.ts';

/** What somebody may ask who does not know what to ask. */
export default function ChatIdeas({ ask }: { readonly ask: (text: string) => void }) {
  const t = useWords(words);
  const ideas = (
    <div className="ideas">
      {[t.idea1, t.idea2].map((idea) => (
        <button key={idea} type="button" className="idea" onClick={() => ask(idea)}>
          {idea}
        </button>
      ))}
    </div>
  );
  return (
    <EmptyState icon="sparkle" title={t.empty} action={ideas}>
      {t.emptyHint}
    </EmptyState>
  );
}
