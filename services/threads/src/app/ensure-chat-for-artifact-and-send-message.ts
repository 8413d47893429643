import type { ChatCommand, SendMessage } from '../domain/chat/commands.ts';
import type { Visibility } from '../domain/chat/state.ts';
import { titleForArtifact } from '../domain/chat/title.ts';
import type { Message } from '../domain/message.ts';
import { decideInChat, sentMessage } from './decide-in-chat.ts';
import type { UseCase } from './use-case.ts';

/** The agent that answers about artifacts of a kind. */
export type AgentForKind = (kind: string) => string;

export interface EnsureChatInput {
  readonly artifactId: string;
  /** The message; its chat is the existing one, or the id that the new one shall have. */
  readonly message: Omit<SendMessage, 'artifactId'>;
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
export function ensureChatForArtifactAndSendMessage(input: EnsureChatInput): UseCase<EnsuredChat> {
  const { artifactId, create, agentForKind } = input;
  const { chatId, userId, at } = input.message;
  return {
    reads: { artifactId, chatId: create ? undefined : chatId },
    decide({ chat, artifact }) {
      if (!artifact) return { refused: { reason: 'artifact_not_found', id: artifactId } };
      const commands: ChatCommand[] = [{ ...input.message, artifactId }];
      if (create) {
        const { visibility, agentId } = create;
        commands.unshift({
          type: 'CreateChat',
          chatId,
          userId,
          at,
          title: titleForArtifact(artifact.title),
          visibility,
          agentId: agentId === '' ? agentForKind(artifact.kind) : agentId,
        });
      }
      const decision = decideInChat(commands, chat);
      if ('refused' in decision) return decision;
      const { events } = decision;
      const answer = { chatId, message: sentMessage(events), chatCreated: create !== undefined };
      return { changes: [{ aggregate: 'chat', id: chatId, events }], answer };
    },
  };
}
