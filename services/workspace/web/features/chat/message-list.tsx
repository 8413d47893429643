import { type ChatMessage, ChatRole } from '@ameide/contracts/threads/v1/chat';
import { type ReactNode, useEffect, useRef } from 'react';
import { isOver, type RunView } from '../../data/run-view.ts';
import { Button } from '../../design/button.tsx';
import { Icon } from '../../design/icon.tsx';
import { useWords } from '../../design/use-words.ts';
import { MessageView } from './message-view.tsx';
import { RunningAnswer } from './running-answer.tsx';
import { useStickToEnd } from './use-stick-to-end.ts';
import { words } from './words.ts';

export interface MessageListProps {
  readonly messages: readonly ChatMessage[];
  readonly run: RunView | undefined;
  /** A message on its way to the server. */
  readonly outgoing: string;
  readonly currentPatchId: string | undefined;
  readonly onAnswer: () => void;
  /** What stands there when there is no message. */
  readonly empty: ReactNode;
}

export function MessageList({ messages, run, outgoing, currentPatchId, onAnswer, empty }: MessageListProps) {
  const t = useWords(words);
  const viewport = useRef<HTMLDivElement>(null);
  const { isAway, toEnd } = useStickToEnd(viewport);
  const isSending = outgoing !== '';
  useEffect(() => {
    if (isSending) toEnd();
  }, [isSending, toEnd]);
  const isStored = run !== undefined && messages.some(({ runId }) => runId !== '' && runId === run.runId);
  const isUnanswered = run === undefined && outgoing === '' && messages.at(-1)?.role === ChatRole.USER;
  const isEmpty = messages.length === 0 && run === undefined && outgoing === '';
  return (
    <div className="talk-frame">
      {/* A person who uses the keyboard scrolls what has no other stop. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
      <div className="talk" ref={viewport} tabIndex={0} role="log" aria-label={t.history} aria-live="off">
        <div className="talk-content">
          {isEmpty && empty}
          {messages.map((message) => (
            <MessageView
              key={message.id}
              message={message}
              run={run?.runId === message.runId ? run : undefined}
              currentPatchId={currentPatchId}
            />
          ))}
          {outgoing !== '' && (
            <article className="message mine outgoing" aria-label={t.you}>
              <p>{outgoing}</p>
            </article>
          )}
          {run && !isStored && <RunningAnswer run={run} currentPatchId={currentPatchId} onRetry={onAnswer} />}
          {isUnanswered && (
            <div className="unanswered">
              <span className="quiet">{t.unanswered}</span>
              <Button onPress={onAnswer}>{t.askForAnswer}</Button>
            </div>
          )}
        </div>
      </div>
      {isAway && (
        <button type="button" className="to-end" onClick={toEnd}>
          {t.latest} <Icon name="down" size={14} />
        </button>
      )}
      <p className="hidden" role="status">
        {run === undefined ? '' : isOver(run) ? t.answered : t.answering}
      </p>
    </div>
  );
}
