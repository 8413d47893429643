import { type KeyboardEvent, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { keep, kept } from '../../data/keep.ts';
import { Button } from '../../design/button.tsx';
import { useWords } from '../../design/use-words.ts';
import { lazyPart } from '../../routes/part.tsx';
import { AttachButton } from '../attachments/attach-button.tsx';
import type { Attaching } from '../attachments/use-attaching.ts';
import { ContextChips, type ContextChipsProps } from './context-chips.tsx';
import { words } from './words.ts';

export interface ComposerProps {
  /** Under which the draft is kept on this device. */
  readonly draftName: string;
  readonly placeholder: string;
  readonly onWrite: () => void;
  readonly isAnswering: boolean;
  readonly isStopping: boolean;
  /** @returns whether the server has the message; a draft is cleared only then */
  readonly onSend: (text: string) => Promise<boolean>;
  readonly onStop: () => void;
  /** The files of the message. */
  readonly attaching: Attaching;
  /** What goes along with the message. */
  readonly context: ContextChipsProps;
  /** Whom it asks. */
  readonly agent?: ReactNode;
  readonly facts?: ReactNode;
}

/** Comes with what it shows. */
const PendingList = lazyPart(() => import('../attachments/pending-list.tsx'));

/** Bytes of UTF-8 that a message holds. */
const LIMIT = 65_536;
const inUtf8 = new TextEncoder();

export function Composer(props: ComposerProps) {
  const { draftName, placeholder, onWrite, isAnswering, isStopping, onSend, onStop, attaching, context, agent, facts } =
    props;
  const t = useWords(words);
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState('');
  const [isSending, setSending] = useState(false);
  // The Enter with which a word is composed, as in Japanese, ends just before its key event.
  const composedAt = useRef(0);

  useEffect(() => setText(kept<string>(draftName) ?? ''), [draftName]);
  const write = (next: string) => {
    setText(next);
    keep(draftName, next);
    onWrite();
  };
  const hasContent = text.trim() !== '' || attaching.ready.length > 0;
  // A character takes at most three bytes: nobody counts those of a short text.
  const isLong = text.length > LIMIT / 3 && inUtf8.encode(text.trim()).length > LIMIT;
  const canSend = hasContent && !isLong && !isSending && !attaching.isUploading;
  const send = async () => {
    const message = text.trim();
    if (!canSend || isAnswering) return;
    setSending(true);
    setText('');
    if (await onSend(message)) keep(draftName, undefined);
    else setText((now) => (now === '' ? message : now));
    setSending(false);
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const isComposing = event.nativeEvent.isComposing || event.timeStamp - composedAt.current < 50;
    if (event.key !== 'Enter' || event.shiftKey || isComposing || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    void send();
  };

  return (
    <div className="composer">
      <div className="composer-box">
        {attaching.isDropping && <p className="drop-hint">{t.drop}</p>}
        {attaching.files.length > 0 && (
          <Suspense>
            <PendingList files={attaching.files} onRemove={attaching.remove} onRetry={attaching.retry} />
          </Suspense>
        )}
        <ContextChips {...context} />
        <textarea
          ref={field}
          id="composer"
          aria-label={t.message}
          placeholder={placeholder}
          value={text}
          rows={2}
          aria-invalid={isLong || undefined}
          aria-describedby={isLong ? 'composer-problem' : undefined}
          onChange={(event) => write(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={attaching.onPaste}
          onCompositionEnd={(event) => {
            composedAt.current = event.timeStamp;
          }}
        />
        {isLong && (
          <p className="composer-problem" id="composer-problem" role="alert">
            {t.tooLong}
          </p>
        )}
      </div>
      <div className="composer-row">
        <AttachButton label={t.attach} onAttach={attaching.add} />
        {agent}
        <span className="quiet small clip">{facts}</span>
        <span className="spring" />
        {isAnswering ? (
          <Button icon="stop" isDisabled={isStopping} onPress={onStop}>
            {isStopping ? t.stopping : t.stop}
          </Button>
        ) : (
          <Button look="primary" isDisabled={!canSend} onPress={() => void send()} shortcut="↵">
            {t.send}
          </Button>
        )}
      </div>
    </div>
  );
}
