import type { Decision } from '@ameide/event-store/domain';
import type { Message } from '../message.ts';
import { chatNotFound, type Refusal } from '../refusal.ts';
import type { ChatCommand, CreateChat, SendMessage } from './commands.ts';
import type { ChatEvent } from './events.ts';
import { type ChatState, isStronger, isVisibleTo, type Relation } from './state.ts';
import { titleFromMessage } from './title.ts';

/**
 * What a command does to a chat. A chat that the user may not see is refused as one that does not exist.
 * @throws Error when a chat is created under the id of another one.
 */
export function decideChat(command: ChatCommand, state: ChatState): Decision<ChatEvent, Refusal> {
  if (command.type === 'CreateChat') {
    if (state) throw new Error(`chat ${command.chatId} exists already; a new chat needs a new id`);
    return { events: [created(command)] };
  }
  if (!state || !isVisibleTo(state, command.userId)) return { refused: chatNotFound(command.chatId) };
  switch (command.type) {
    case 'SendMessage':
      return { events: sent(command, state) };
    case 'AssociateArtifact':
      return { events: associated(state, command.artifactId, command.relation, command.at) };
  }
}

function created({ chatId, userId, title, visibility, agentId, at }: CreateChat): ChatEvent {
  return { type: 'ChatCreated', chatId, ownerId: userId, title, visibility, agentId, createdAt: at };
}

function sent(command: SendMessage, chat: NonNullable<ChatState>): ChatEvent[] {
  const { messageId, author, parts, artifactId, at } = command;
  const message: Message = {
    id: messageId,
    chatId: chat.id,
    sequence: chat.messageCount + 1,
    author,
    parts,
    artifactId,
    createdAt: at,
  };
  const title = chat.title === '' ? titleFromMessage(parts) : '';
  return [
    ...(artifactId === undefined ? [] : associated(chat, artifactId, 'referenced', at)),
    { type: 'MessageSent', message },
    ...(title === '' ? [] : [{ type: 'ChatRenamed', chatId: chat.id, title, renamedAt: at } as const]),
  ];
}

function associated(chat: NonNullable<ChatState>, artifactId: string, relation: Relation, at: number): ChatEvent[] {
  if (!isStronger(relation, chat.links[artifactId]?.relation)) return [];
  return [{ type: 'ArtifactAssociated', chatId: chat.id, artifactId, relation, linkedAt: at }];
}
