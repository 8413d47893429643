import { type ChatMessage, ChatRole } from '@ameide/contracts/threads/v1/chat';
import { memo, type RefObject, Suspense, useRef } from 'react';
import { useMe, useNameOf } from '../../data/people.ts';
import type { CallView, RunView } from '../../data/run-view.ts';
import { Avatar } from '../../design/display.tsx';
import { usePreferences } from '../../design/preferences.ts';
import { useWords } from '../../design/use-words.ts';
import { lazyPart } from '../../routes/part.tsx';
import { ProposalCard } from '../proposal/proposal-card.tsx';
import { SentContext } from './context-chips.tsx';
import { CopyButton } from './copy-button.tsx';
import { FormattedText } from './formatted-text.tsx';
import { ToolCalls } from './tool-calls.tsx';
import { words } from './words.ts';

export interface MessageViewProps {
  readonly message: ChatMessage;
  /** How many messages the chat has. */
  readonly of: number;
  /** The run that has written it, when it was followed here. */
  readonly run: RunView | undefined;
  /** The proposal that the canvas shows. */
  readonly currentPatchId: string | undefined;
}

export const MessageView = memo(function MessageView({ message, of, run, currentPatchId }: MessageViewProps) {
  const t = useWords(words);
  const me = useMe();
  const nameOf = useNameOf();
  const drawn = useRef<HTMLElement>(null);
  const isOfPerson = message.role === ChatRole.USER;
  const isMine = isOfPerson && message.authorId === me.id;
  const { imported } = message;
  const isFormatted = !isOfPerson || imported?.role === ChatRole.ASSISTANT;
  const parts = message.parts.map(({ kind }, index) => {
    const key = `${kind.case}-${index}`;
    switch (kind.case) {
      case 'text':
        return isFormatted ? <FormattedText key={key} text={kind.value.text} /> : <p key={key}>{kind.value.text}</p>;
      case 'code':
        return (
          <pre key={key} className="code">
            <code>{kind.value.content}</code>
          </pre>
        );
      case 'patch':
        return (
          <ProposalCard key={key} patchId={kind.value.patchId} isCurrent={kind.value.patchId === currentPatchId} />
        );
      default:
        return null;
    }
  });
  const place = { 'aria-posinset': message.sequence, 'aria-setsize': of };
  if (isOfPerson) {
    const author = nameOf(message.authorId);
    return (
      <article className={`message ${isMine ? 'mine' : 'theirs'}`} aria-label={isMine ? t.you : author} {...place}>
        {!isMine && (
          <p className="message-author">
            <Avatar name={author} size={20} />
            {author}
          </p>
        )}
        {imported && (
          <Suspense>
            <ImportedLine facts={imported} />
          </Suspense>
        )}
        {imported && <ToolCalls calls={callsOf(imported)} />}
        {parts}
        <Files message={message} />
        <SentContext message={message} />
      </article>
    );
  }
  return (
    <article className="message" aria-label={t.agent} ref={drawn} {...place}>
      <ToolCalls calls={run?.calls ?? callsOf(message)} />
      {parts}
      <Files message={message} />
      <MessageFacts message={message} run={run} drawn={drawn} />
    </article>
  );
});

/** The steps of an answer as its message keeps them. */
function callsOf({ steps }: Pick<ChatMessage, 'steps'>): CallView[] {
  return steps.map(({ name, ok, summary }, index) => ({
    id: `${index}`,
    name,
    state: ok ? 'done' : 'failed',
    summary,
    // Not kept with the message.
    input: '',
    output: '',
  }));
}

/** Comes with what it shows. */
const ImportedLine = lazyPart(() => import('./imported-line.tsx'));
const SentFiles = lazyPart(() => import('../attachments/sent-files.tsx'));

function Files({ message }: { readonly message: ChatMessage }) {
  if (message.attachments.length === 0) return null;
  return (
    <Suspense>
      <SentFiles files={message.attachments} />
    </Suspense>
  );
}

type MessageFactsProps = Pick<MessageViewProps, 'message' | 'run'> & { readonly drawn: RefObject<HTMLElement | null> };

function MessageFacts({ message, run, drawn }: MessageFactsProps) {
  const t = useWords(words);
  const { language } = usePreferences();
  const nameOf = useNameOf();
  const { inputTokens = 0, outputTokens = 0 } = message.usage ?? {};
  const tokens = run?.tokens || inputTokens + outputTokens;
  const facts = [
    nameOf(message.authorId),
    ...(tokens > 0 ? [t.tokens(tokens.toLocaleString(language))] : []),
    ...(message.truncated ? [t.stopped] : []),
  ];
  const text = message.parts.flatMap(({ kind }) =>
    kind.case === 'text' ? [kind.value.text] : kind.case === 'code' ? [kind.value.content] : [],
  );
  return (
    <div className="message-facts">
      {facts.join(' · ')}
      {text.length > 0 && <CopyButton text={text.join('\n\n')} drawn={drawn} />}
    </div>
  );
}
