import type { Decision } from '@ameide/event-store/domain';
import type { Message } from '../message.ts';
import { chatNotFound, notOwner, type Refusal } from '../refusal.ts';
import { isRestorable } from '../restorable.ts';
import type { ChatCommand, CreateChat, EraseChat, SendMessage } from './commands.ts';
import type { ChatEvent } from './events.ts';
import { type ChatState, isSameMetadata, isStronger, isVisibleTo, type Relation } from './state.ts';
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
  if (!state) return { refused: chatNotFound(command.chatId) };
  if (command.type === 'MarkModified') return { events: associated(state, command.artifactId, 'modified', command.at) };
  const { chatId, userId, at } = command;
  const owns = state.ownerId === userId;
  // The owner of a deleted chat may delete it again, which changes nothing, and have it back.
  if (owns && command.type === 'UndeleteChat') {
    if (!isRestorable(state.deletedAt, at, command.retentionMs)) return { refused: chatNotFound(chatId) };
    return { events: state.deletedAt === undefined ? [] : [{ type: 'ChatRestored', chatId, restoredAt: at }] };
  }
  if (owns && command.type === 'DeleteChat') {
    return { events: state.deletedAt === undefined ? [{ type: 'ChatDeleted', chatId, deletedAt: at }] : [] };
  }
  if (!isVisibleTo(state, userId)) return { refused: chatNotFound(chatId) };
  switch (command.type) {
    case 'SendMessage':
      return { events: sent(command, state) };
    case 'AssociateArtifact':
      return { events: associated(state, command.artifactId, command.relation, at) };
    case 'DissociateArtifact': {
      const { artifactId } = command;
      if (!owns) return { refused: notOwner(chatId) };
      if (!state.links[artifactId]) return { events: [] };
      return { events: [{ type: 'ArtifactDissociated', chatId, artifactId, dissociatedAt: at }] };
    }
    case 'DeleteChat':
    case 'UndeleteChat':
      return { refused: notOwner(chatId) };
    case 'RenameChat': {
      const { title } = command;
      if (!owns) return { refused: notOwner(chatId) };
      return { events: title === state.title ? [] : [{ type: 'ChatRenamed', chatId, title, renamedAt: at }] };
    }
    case 'DescribeChat': {
      const { metadata } = command;
      if (!owns) return { refused: notOwner(chatId) };
      if (isSameMetadata(metadata, state.metadata)) return { events: [] };
      return { events: [{ type: 'ChatMetadataChanged', chatId, metadata, changedAt: at }] };
    }
    case 'ChangeVisibility': {
      const { visibility } = command;
      if (!owns) return { refused: notOwner(chatId) };
      if (visibility === state.visibility) return { events: [] };
      return { events: [{ type: 'ChatVisibilityChanged', chatId, visibility, changedAt: at }] };
    }
  }
}

/** Nothing happens to a chat that is not deleted, or not long enough, or erased already. */
export function decideErasure({ chatId, at, retentionMs }: EraseChat, state: ChatState): readonly ChatEvent[] {
  if (!state || isRestorable(state.deletedAt, at, retentionMs)) return [];
  const { messageCount, links } = state;
  return [{ type: 'ChatErased', chatId, messageCount, artifactIds: Object.keys(links), erasedAt: at }];
}

function created({ chatId, userId, title, visibility, agentId, metadata, at }: CreateChat): ChatEvent {
  const facts = { title, visibility, agentId, ...(metadata && { metadata }) };
  return { type: 'ChatCreated', chatId, ownerId: userId, ...facts, createdAt: at };
}

function sent(command: SendMessage, chat: NonNullable<ChatState>): ChatEvent[] {
  const { messageId, author, parts, attachments, artifactId, context, steps, usage, imported, at } = command;
  const message: Message = {
    id: messageId,
    chatId: chat.id,
    sequence: chat.messageCount + 1,
    author,
    parts,
    ...(attachments && attachments.length > 0 && { attachments }),
    artifactId,
    ...(context && { context }),
    ...(steps && steps.length > 0 && { steps }),
    ...(usage && { usage }),
    ...(imported && { imported }),
    createdAt: at,
  };
  const title = chat.title === '' ? titleFromMessage(parts) || (attachments?.[0]?.name ?? '') : '';
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
