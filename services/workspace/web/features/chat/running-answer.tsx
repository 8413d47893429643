import { isOver, type RunView } from '../../data/run-view.ts';
import { Button } from '../../design/button.tsx';
import { useWords } from '../../design/use-words.ts';
import { ProposalCard } from '../proposal/proposal-card.tsx';
import { FormattedText } from './formatted-text.tsx';
import { ToolCalls } from './tool-calls.tsx';
import { words } from './words.ts';

export interface RunningAnswerProps {
  readonly run: RunView;
  readonly currentPatchId: string | undefined;
  readonly onRetry: () => void;
}

/** An answer that is being written, or that ended without a message of its own. */
export function RunningAnswer({ run, currentPatchId, onRetry }: RunningAnswerProps) {
  const t = useWords(words);
  const isWaiting = !isOver(run) && run.text === '' && run.calls.every(({ state }) => state !== 'running');
  return (
    <article className="message" aria-label={t.agent} aria-busy={!isOver(run)}>
      <ToolCalls calls={run.calls} />
      {run.text !== '' && <FormattedText text={run.text} />}
      {isWaiting && (
        <p className="thinking">
          <span className="spinner" /> {t.thinking}
        </p>
      )}
      {run.patchIds.map((patchId) => (
        <ProposalCard key={patchId} patchId={patchId} isCurrent={patchId === currentPatchId} />
      ))}
      {run.notice !== '' && (
        <p className="message-facts" role="status">
          {run.notice}
        </p>
      )}
      {run.state === 'failed' && (
        <div className="failed" role="alert">
          <p>{run.problem || t.failed}</p>
          <Button onPress={onRetry}>{t.retry}</Button>
        </div>
      )}
      {run.state === 'cancelled' && <p className="message-facts">{t.stopped}</p>}
    </article>
  );
}
