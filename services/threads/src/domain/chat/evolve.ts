import type { ChatEvent } from './events.ts';
import type { ChatState } from './state.ts';

/** The state after one more event of the chat's stream. */
export function evolveChat(state: ChatState, event: ChatEvent): ChatState {
  if (event.type === 'ChatCreated') {
    const { chatId: id, ownerId, title, visibility, agentId, metadata, createdAt } = event;
    const facts = { title, visibility, agentId, ...(metadata && { metadata }) };
    return { id, ownerId, ...facts, createdAt, updatedAt: createdAt, messageCount: 0, links: {} };
  }
  if (!state) return undefined;
  switch (event.type) {
    case 'ChatRenamed':
      return { ...state, title: event.title };
    case 'ChatMetadataChanged':
      return { ...state, metadata: event.metadata };
    case 'MessageSent': {
      const { sequence, createdAt } = event.message;
      return { ...state, messageCount: sequence, updatedAt: Math.max(state.updatedAt, createdAt) };
    }
    case 'ArtifactAssociated': {
      const { artifactId, relation, linkedAt } = event;
      const link = { relation, linkedAt: state.links[artifactId]?.linkedAt ?? linkedAt };
      const updatedAt = Math.max(state.updatedAt, linkedAt);
      return { ...state, updatedAt, links: { ...state.links, [artifactId]: link } };
    }
    case 'ArtifactDissociated': {
      const { [event.artifactId]: _gone, ...links } = state.links;
      return { ...state, links };
    }
    case 'ChatVisibilityChanged':
      return { ...state, visibility: event.visibility };
    case 'ChatDeleted':
      return { ...state, deletedAt: event.deletedAt };
    case 'ChatRestored':
      return { ...state, deletedAt: undefined };
    case 'ChatErased':
      return undefined;
  }
}
