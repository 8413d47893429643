import { messageInput } from '@ameide/sdk';
import { useQuery } from '@tanstack/react-query';
import { memo, type ReactNode, useCallback, useState } from 'react';
import { chatArtifact, chatCommands } from '../../data/connection.ts';
import { useLiveChat } from '../../data/live-chat.ts';
import { messagesQuery, readOlder } from '../../data/messages.ts';
import { notifyProblem } from '../../data/problem.ts';
import { queryClient, refreshAnswers } from '../../data/query-client.ts';
import { isOver } from '../../data/run-view.ts';
import { startRun, stopRun, useRun } from '../../data/runs.ts';
import { Skeleton } from '../../design/display.tsx';
import { useWords } from '../../design/use-words.ts';
import type { KnownAttachment } from '../attachments/pending-files.ts';
import { useAttaching } from '../attachments/use-attaching.ts';
import { AgentMenu } from './agent-menu.tsx';
import { Composer } from './composer.tsx';
import { draftNameOf } from './draft-name.ts';
import { type SeenModel, useMessageContext } from './message-context.ts';
import { MessageList } from './message-list.tsx';
import { keepAgent, useAgents } from './use-agents.ts';
import { words } from './words.ts';
import './chat.css';

export interface ChatProps {
  /** Undefined for a chat that begins with the first message. */
  readonly threadId: string | undefined;
  /** The model that messages are about. */
  readonly artifactId?: string | undefined;
  readonly onBegun?: (threadId: string) => void;
  /** Something is written in a chat that has not begun: it stays in sight, whatever other chats come. */
  readonly onDraft?: () => void;
  readonly currentPatchId?: string | undefined;
  /** The model beside the chat, as the person sees it: it goes along with what they write. */
  readonly seen?: SeenModel | undefined;
  readonly facts?: ReactNode;
  /** What stands there before the first message. */
  readonly empty: (ask: (text: string) => void) => ReactNode;
}

/** A conversation with an agent. What happens beside it does not draw it anew. */
export const Chat = memo(function Chat({
  threadId,
  artifactId,
  onBegun,
  onDraft,
  currentPatchId,
  seen,
  facts,
  empty,
}: ChatProps) {
  const t = useWords(words);
  const [outgoing, setOutgoing] = useState('');
  const { data: known, isLoading } = useQuery({ ...messagesQuery(threadId ?? ''), enabled: threadId !== undefined });
  const onOlder = useCallback(() => void (threadId && readOlder(threadId).catch(notifyProblem)), [threadId]);
  const run = useRun(threadId);
  useLiveChat(threadId);
  const { context, viewpoint, selected, leaveOut } = useMessageContext(seen);
  const isAnswering = run !== undefined && !isOver(run);
  const draftName = draftNameOf(threadId, artifactId);
  const attaching = useAttaching(draftName);
  const agents = useAgents(threadId, artifactId);
  const { chosenId } = agents;

  const send = async (text: string, attachments: readonly KnownAttachment[] = []): Promise<boolean> => {
    setOutgoing(text || attachments.map(({ name }) => name).join(', '));
    try {
      const chat = await deliver(text, threadId, artifactId, { context, attachments }, chosenId);
      const ids = attachments.map(({ id }) => id);
      void attaching.sent(ids, draftNameOf(chat, artifactId));
      keepAgent(chat, chosenId);
      startRun(chat, chosenId);
      await queryClient.fetchQuery({ ...messagesQuery(chat), staleTime: 0 });
      if (chat !== threadId) onBegun?.(chat);
      void refreshAnswers();
      return true;
    } catch (error) {
      notifyProblem(error);
      return false;
    } finally {
      setOutgoing('');
    }
  };

  return (
    <div className={attaching.isDropping ? 'chat dropping' : 'chat'} {...attaching.dropProps}>
      {isLoading ? (
        <div className="talk">
          <Skeleton lines={6} />
        </div>
      ) : (
        <MessageList
          key={threadId ?? 'new'}
          messages={known?.messages ?? []}
          hasOlder={known !== undefined && known.olderToken !== ''}
          onOlder={onOlder}
          run={run}
          outgoing={outgoing}
          currentPatchId={currentPatchId}
          onAnswer={() => threadId !== undefined && startRun(threadId, chosenId)}
          empty={empty((text) => void send(text))}
        />
      )}
      <Composer
        draftName={draftName}
        attaching={attaching}
        placeholder={artifactId === undefined ? t.askHere : t.ask}
        onWrite={() => threadId === undefined && onDraft?.()}
        isAnswering={isAnswering}
        isStopping={run?.state === 'stopping'}
        onSend={(text) => send(text, attaching.ready)}
        onStop={() => threadId !== undefined && void stopRun(threadId).catch(notifyProblem)}
        context={{ viewpoint, selected, onLeaveOut: leaveOut }}
        agent={<AgentMenu {...agents} />}
        facts={facts}
      />
    </div>
  );
});

/** @returns the chat that has the message now */
async function deliver(
  text: string,
  threadId: string | undefined,
  artifactId: string | undefined,
  extras: {
    readonly context: ReturnType<typeof useMessageContext>['context'];
    readonly attachments: readonly KnownAttachment[];
  },
  agentId: string | undefined,
): Promise<string> {
  if (artifactId !== undefined) {
    const options = { ...(threadId !== undefined && { threadId }), ...extras };
    return (await chatArtifact.sendMessageFromArtifact(artifactId, text, options)).threadId;
  }
  const chat =
    threadId ??
    (await chatCommands.createChat({ idempotencyKey: crypto.randomUUID(), agentId: agentId ?? '' })).chat?.id ??
    '';
  const message = messageInput(text, extras);
  await chatCommands.sendMessage({ threadId: chat, message, idempotencyKey: crypto.randomUUID() });
  return chat;
}
