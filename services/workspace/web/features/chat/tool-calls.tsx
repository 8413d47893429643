import type { CallView } from '../../data/run-view.ts';
import { Icon } from '../../design/icon.tsx';
import { useWords } from '../../design/use-words.ts';
import { words } from './words.ts';

const SHOWN = 3;

/** The steps of an answer: a line each, folded when there are many; what failed is always in sight. */
export function ToolCalls({ calls }: { readonly calls: readonly CallView[] }) {
  const t = useWords(words);
  if (calls.length === 0) return null;
  if (calls.length <= SHOWN) return <CallLines calls={calls} />;
  const failed = calls.filter(({ state }) => state === 'failed');
  const others = calls.filter(({ state }) => state !== 'failed');
  return (
    <div>
      <details className="calls-folded">
        <summary>
          <Icon name="right" size={14} />
          {t.steps(others.length)}
        </summary>
        <CallLines calls={others} />
      </details>
      <CallLines calls={failed} />
    </div>
  );
}

function CallLines({ calls }: { readonly calls: readonly CallView[] }) {
  const t = useWords(words);
  const titles: Readonly<Record<string, string>> = { GetProjection: t.read, ProposePatch: t.propose };
  return (
    <ul className="calls">
      {calls.map(({ id, name, state, summary }) => (
        <li key={id} className={state}>
          {state === 'running' ? (
            <span className="spinner" />
          ) : (
            <Icon name={state === 'done' ? 'check' : 'warning'} size={14} />
          )}
          <span>
            {titles[name] ?? name}
            <small> {state === 'running' ? t.running : summary}</small>
          </span>
        </li>
      ))}
    </ul>
  );
}
