import type { Command } from '@ameide/event-store';
import { isPresent } from '../domain/artifact/state.ts';
import type { ChatCommand, CreateChat } from '../domain/chat/commands.ts';
import type { Chat } from '../domain/chat/state.ts';
import { titleForArtifact } from '../domain/chat/title.ts';
import { artifactNotFound, type Refusal } from '../domain/refusal.ts';
import { decideInChat } from './decide-in-chat.ts';
import type { AgentForKind } from './ensure-chat-for-artifact-and-send-message.ts';
import type { Known, ReadKnown } from './ports.ts';

export interface CreateChatInput {
  /** Without an agent where none was asked for. */
  readonly chat: Omit<CreateChat, 'type'>;
  /** What it is about. */
  readonly artifactId: string | undefined;
  readonly defaultAgent: string;
  readonly agentForKind: AgentForKind;
}

/** Creates a chat without messages, about an artifact if one is named. */
export function createChat(
  readKnown: ReadKnown,
  { chat, artifactId, defaultAgent, agentForKind }: CreateChatInput,
): Command<Known, Chat, Refusal> {
  const { chatId, userId, at } = chat;
  return {
    read: (source) => readKnown(source, { chatId, artifactId, created: 'chat' }),
    decide(known) {
      const artifact = known.artifact.state;
      if (artifactId !== undefined && !isPresent(artifact)) return { refused: artifactNotFound(artifactId) };
      const about = isPresent(artifact) ? artifact : undefined;
      const agentId = chat.agentId || (about ? agentForKind(about.kind) : defaultAgent);
      const title = chat.title || (about ? titleForArtifact(about.title) : '');
      const commands: ChatCommand[] = [{ type: 'CreateChat', ...chat, agentId, title }];
      if (about) {
        const { id } = about;
        commands.push({ type: 'AssociateArtifact', chatId, userId, at, artifactId: id, relation: 'referenced' });
      }
      const decision = decideInChat(commands, known.chat);
      if ('refused' in decision) return decision;
      return { changes: decision.changes, answer: decision.chat };
    },
  };
}
