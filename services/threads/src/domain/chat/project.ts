import { deleteRow, insertRow, type Projection, updateRow, upsertRow } from '@ameide/event-store/domain';
import { artifactEventRow } from '../artifact/history.ts';
import type { ChatEvent } from './events.ts';
import type { ChatState } from './state.ts';

/** The rows of a chat: its own, its messages, its relations to artifacts and attachments. */
export const projectChat: Projection<ChatState, ChatEvent> = {
  ChatCreated: ({ chatId: id, ownerId, title, visibility, agentId, metadata, createdAt }) => [
    insertRow(
      'chats',
      { id },
      { ownerId, title, visibility, agentId, metadata, messageCount: 0, createdAt, updatedAt: createdAt },
    ),
  ],
  ChatRenamed: ({ chatId: id, title }) => [updateRow('chats', { id }, { title })],
  ChatMetadataChanged: ({ chatId: id, metadata }) => [updateRow('chats', { id }, { metadata })],
  MessageSent: ({ message }, chat) => {
    const { chatId, sequence } = message;
    return [
      insertRow('messages', { chatId, sequence }, { message }),
      ...(message.attachments ?? []).map(({ id }) => upsertRow('chat_attachments', { chatId, attachmentId: id }, {})),
      updateRow('chats', { id: chatId }, { messageCount: sequence, updatedAt: chat?.updatedAt }),
    ];
  },
  ArtifactAssociated: ({ chatId, artifactId, relation, linkedAt }, chat) => {
    const link = { relation, linkedAt: chat?.links[artifactId]?.linkedAt ?? linkedAt };
    return [
      upsertRow('chat_artifacts', { chatId, artifactId }, link),
      updateRow('chats', { id: chatId }, { updatedAt: chat?.updatedAt }),
      artifactEventRow({ type: 'linked', artifactId, chatId, happenedAt: linkedAt }),
    ];
  },
  ArtifactDissociated: ({ chatId, artifactId, dissociatedAt: happenedAt }) => [
    deleteRow('chat_artifacts', { chatId, artifactId }),
    artifactEventRow({ type: 'unlinked', artifactId, chatId, happenedAt }),
  ],
  ChatVisibilityChanged: ({ chatId: id, visibility }) => [updateRow('chats', { id }, { visibility })],
  ChatDeleted: ({ chatId: id, deletedAt }) => [updateRow('chats', { id }, { deletedAt })],
  ChatRestored: ({ chatId: id }) => [updateRow('chats', { id }, { deletedAt: null })],
  ChatErased: ({ chatId, messageCount, artifactIds }) => [
    deleteRow('chats', { id: chatId }),
    ...Array.from({ length: messageCount }, (_, index) => deleteRow('messages', { chatId, sequence: index + 1 })),
    ...artifactIds.map((artifactId) => deleteRow('chat_artifacts', { chatId, artifactId })),
  ],
};
