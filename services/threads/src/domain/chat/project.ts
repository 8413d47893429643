import { insertRow, type Projection, updateRow, upsertRow } from '@ameide/event-store/domain';
import { instantColumn } from '../instant-column.ts';
import type { ChatEvent } from './events.ts';
import type { ChatState } from './state.ts';

/** The rows of a chat: its own, its messages, its relations to artifacts. */
export const projectChat: Projection<ChatState, ChatEvent> = {
  ChatCreated: ({ chatId: id, ownerId, title, visibility, agentId, createdAt }) => {
    const at = instantColumn(createdAt);
    const chat = { owner_id: ownerId, title, visibility, agent_id: agentId, message_count: 0 };
    return [insertRow('chats', { id }, { ...chat, created_at: at, updated_at: at })];
  },
  ChatRenamed: ({ chatId: id, title }) => [updateRow('chats', { id }, { title })],
  MessageSent: ({ message }, chat) => {
    const { chatId: id, sequence } = message;
    return [
      insertRow('messages', { chat_id: id, sequence }, { message }),
      updateRow('chats', { id }, { message_count: sequence, ...updatedAt(chat) }),
    ];
  },
  ArtifactAssociated: ({ chatId: id, artifactId, relation, linkedAt }, chat) => {
    const first = chat?.links[artifactId]?.linkedAt ?? linkedAt;
    const link = { relation, linked_at: instantColumn(first) };
    return [
      upsertRow('chat_artifacts', { chat_id: id, artifact_id: artifactId }, link),
      updateRow('chats', { id }, updatedAt(chat)),
    ];
  },
};

function updatedAt(chat: ChatState) {
  return chat ? { updated_at: instantColumn(chat.updatedAt) } : {};
}
