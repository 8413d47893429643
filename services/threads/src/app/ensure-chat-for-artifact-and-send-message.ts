import type { Command } from '@ameide/event-store';
import { isPresent } from '../domain/artifact/state.ts';
import type { ChatCommand, SendMessage } from '../domain/chat/commands.ts';
import type { Visibility } from '../domain/chat/state.ts';
import { titleForArtifact } from '../domain/chat/title.ts';
import type { Message } from '../domain/message.ts';
import { artifactNotFound, type Refusal } from '../domain/refusal.ts';
import { attached, attachedIds } from './attachments/attached.ts';
import { decideInChat, sentMessage } from './decide-in-chat.ts';
import type { Known, ReadKnown } from './ports.ts';

/** The agent that answers about artifacts of a kind. */
export type AgentForKind = (kind: string) => string;

export interface EnsureChatInput {
  readonly artifactId: string;
  /** The message; its chat is the existing one, or the id that the new one shall have. */
  readonly message: Omit<SendMessage, 'artifactId' | 'attachments'>;
  /** What is sent with it beside the images among its parts. */
  readonly attachmentIds?: readonly string[];
  /** How to create the chat; undefined when it exists. */
  readonly create: { readonly visibility: Visibility; readonly agentId: string } | undefined;
  /** For a new chat whose agent nobody has chosen. */
  readonly agentForKind: AgentForKind;
}

export interface EnsuredChat {
  readonly chatId: string;
  readonly message: Message;
  readonly chatCreated: boolean;
}

/** Sends a message about an artifact, in an existing chat or in one created with it. */
export function ensureChatForArtifactAndSendMessage(
  readKnown: ReadKnown,
  { artifactId, message, attachmentIds = [], create, agentForKind }: EnsureChatInput,
): Command<Known, EnsuredChat, Refusal> {
  const { chatId, userId, at, parts } = message;
  const ids = attachedIds(parts, attachmentIds);
  return {
    read: (source) => readKnown(source, { chatId, artifactId, sent: { userId, ids }, created: create && 'chat' }),
    decide(known) {
      const artifact = known.artifact.state;
      if (!isPresent(artifact)) return { refused: artifactNotFound(artifactId) };
      const found = attached(parts, ids, known.attachments);
      if ('refused' in found) return found;
      const commands: ChatCommand[] = [{ ...message, ...found, artifactId }];
      if (create) {
        const { visibility } = create;
        const agentId = create.agentId || agentForKind(artifact.kind);
        const title = titleForArtifact(artifact.title);
        commands.unshift({ type: 'CreateChat', chatId, userId, at, title, visibility, agentId });
      }
      const decision = decideInChat(commands, known.chat);
      if ('refused' in decision) return decision;
      const { changes, events } = decision;
      return { changes, answer: { chatId, message: sentMessage(events), chatCreated: create !== undefined } };
    },
  };
}
