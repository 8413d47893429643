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
  return (
    <ul className="calls">
      {calls.map((call) => (
        <li key={call.id} className={call.state}>
          {call.state === 'running' ? (
            <span className="spinner" />
          ) : (
            <Icon name={call.state === 'done' ? 'check' : 'warning'} size={14} />
          )}
          {call.input === '' ? (
            <CallText {...call} />
          ) : (
            <details className="call">
              <summary>
                <CallText {...call} />
              </summary>
              <CallFacts {...call} />
            </details>
          )}
        </li>
      ))}
    </ul>
  );
}

/** For who wants to know exactly, while the run is known here: its message keeps a line. */
function CallFacts({ name, input, output }: CallView) {
  const t = useWords(words);
  return (
    <dl>
      <dt>
        {t.askedWith} <code>{name}</code>
      </dt>
      <dd>
        <pre>{input}</pre>
      </dd>
      {output !== '' && (
        <>
          <dt>{t.answeredWith}</dt>
          <dd>
            <pre>{output}</pre>
          </dd>
        </>
      )}
    </dl>
  );
}

/** Tools that people meet all the time are told in their words; others by their name and what they answered. */
function CallText({ name, state, summary }: CallView) {
  const t = useWords(words);
  const isDone = state === 'done';
  if (state === 'failed' && name === 'ProposePatch' && summary.startsWith('role_required')) {
    return <span>{t.mayNotPropose}</span>;
  }
  if (state === 'failed') return <span>{t.toolFailed(name, summary)}</span>;
  if (name === 'GetProjection') return <span>{isDone ? t.readModel : t.readsModel}</span>;
  if (name === 'ProposePatch') return <span>{isDone ? t.proposed : t.proposes}</span>;
  return (
    <span>
      {name} <small>{summary}</small>
    </span>
  );
}
