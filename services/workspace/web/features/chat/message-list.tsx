import { type ChatMessage, ChatRole } from '@ameide/contracts/threads/v1/chat';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { isOver, type RunView } from '../../data/run-view.ts';
import { Button } from '../../design/button.tsx';
import { Icon } from '../../design/icon.tsx';
import { useWords } from '../../design/use-words.ts';
import { MessageView } from './message-view.tsx';
import { RunningAnswer } from './running-answer.tsx';
import { useMessageRows } from './use-message-rows.ts';
import { useStickToEnd } from './use-stick-to-end.ts';
import { useWantedMessage } from './use-wanted-message.ts';
import { words } from './words.ts';

export interface MessageListProps {
  /** The end of the chat, the oldest first. */
  readonly messages: readonly ChatMessage[];
  /** Whether there are messages before them. */
  readonly hasOlder: boolean;
  readonly onOlder: () => void;
  readonly run: RunView | undefined;
  /** A message on its way to the server. */
  readonly outgoing: string;
  readonly currentPatchId: string | undefined;
  readonly onAnswer: () => void;
  /** What stands there when there is no message. */
  readonly empty: ReactNode;
}

/** Messages of a chat, the newest in view. However many there are, only those near what is in view are drawn. */
export function MessageList(props: MessageListProps) {
  const { messages, hasOlder, onOlder, run, outgoing, currentPatchId, onAnswer, empty } = props;
  const t = useWords(words);
  const viewport = useRef<HTMLElement>(null);
  const { isAway, toEnd, letGo, scrollTo } = useStickToEnd(viewport);
  const rows = useMessageRows({ viewport, messages, hasOlder, onOlder, scrollTo });
  const reveal = useCallback(
    (index: number) => {
      letGo();
      rows.scrollToIndex(index, { align: 'center' });
    },
    [letGo, rows],
  );
  const found = useWantedMessage({ messages, hasOlder, onOlder, reveal });
  const newest = messages.at(-1)?.sequence ?? 0;
  const unseen = useUnseen(newest, isAway);
  const isSending = outgoing !== '';
  useEffect(() => {
    if (isSending) toEnd();
  }, [isSending, toEnd]);
  const isStored =
    run !== undefined && messages.findLast(({ runId }) => runId !== '' && runId === run.runId) !== undefined;
  const isUnanswered = run === undefined && outgoing === '' && messages.at(-1)?.role === ChatRole.USER;
  const isEmpty = messages.length === 0 && run === undefined && outgoing === '';
  return (
    <div className="talk-frame">
      <section
        className="talk"
        ref={viewport}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a person who uses the keyboard scrolls what has no other stop
        tabIndex={0}
        aria-label={t.history}
      >
        <div className="talk-content">
          {isEmpty && empty}
          {messages.length > 0 && (
            <div className="message-rows" role="feed" aria-label={t.history} style={{ height: rows.getTotalSize() }}>
              {rows.getVirtualItems().map(({ index, key, start }) => {
                const message = messages[index]!;
                return (
                  <div
                    key={key}
                    ref={rows.measureElement}
                    data-index={index}
                    className="message-row"
                    data-found={message.sequence === found || undefined}
                    style={{ transform: `translateY(${start}px)` }}
                  >
                    <MessageView
                      message={message}
                      of={newest}
                      run={run?.runId === message.runId ? run : undefined}
                      currentPatchId={currentPatchId}
                    />
                  </div>
                );
              })}
            </div>
          )}
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
      </section>
      {isAway && (
        <button type="button" className="to-end" onClick={toEnd}>
          {unseen > 0 ? t.unseen(unseen) : t.latest} <Icon name="down" size={14} />
        </button>
      )}
      <p className="hidden" role="status">
        {run === undefined ? '' : isOver(run) ? t.answered : t.answering}
      </p>
    </div>
  );
}

/** How many messages have come since the person has left the end. */
function useUnseen(newest: number, isAway: boolean): number {
  const [seen, setSeen] = useState(newest);
  if (!isAway && seen !== newest) setSeen(newest);
  return newest - seen;
}
