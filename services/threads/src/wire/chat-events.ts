import {
  ArtifactAssociatedSchema,
  ArtifactDissociatedSchema,
  ChatCreatedSchema,
  ChatDeletedSchema,
  ChatErasedSchema,
  ChatMetadataChangedSchema,
  ChatRenamedSchema,
  ChatRestoredSchema,
  ChatVisibilityChangedSchema,
  MessageSentSchema,
} from '@ameide/contracts/events/v1/threads';
import type { EventBody } from '@ameide/event-store';
import { instantFromWire, readStored, stored } from '@ameide/service-kit/messages';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { ChatEvent } from '../domain/chat/events.ts';
import {
  messageFromWire,
  messageToWire,
  relationFromWire,
  relationToWire,
  visibilityFromWire,
  visibilityToWire,
} from './chat.ts';
import { metadataFromWire, metadataToWire } from './metadata.ts';

/** Words are sealed afterwards: see `sealWords`. */
const UNSEALED = new Uint8Array();

/** An event of a chat, its words in clear: `data` is the proto3 JSON form of the message that `type` names. */
export function chatEventToWire(event: ChatEvent): EventBody {
  switch (event.type) {
    case 'ChatCreated': {
      const { chatId: threadId, ownerId, title, agentId, metadata } = event;
      const visibility = visibilityToWire(event.visibility);
      const createdAt = timestampFromMs(event.createdAt);
      const described = { metadata: metadata && metadataToWire(metadata) };
      const facts = { threadId, ownerId, title, visibility, agentId, createdAt };
      return stored(ChatCreatedSchema, { ...facts, ...described, sealed: UNSEALED });
    }
    case 'ChatRenamed': {
      const { chatId: threadId, title, renamedAt } = event;
      return stored(ChatRenamedSchema, { threadId, title, renamedAt: timestampFromMs(renamedAt), sealed: UNSEALED });
    }
    case 'ChatMetadataChanged': {
      const { chatId: threadId, changedAt } = event;
      const metadata = metadataToWire(event.metadata);
      const said = { threadId, metadata, changedAt: timestampFromMs(changedAt) };
      return stored(ChatMetadataChangedSchema, { ...said, sealed: UNSEALED });
    }
    case 'MessageSent':
      return stored(MessageSentSchema, { message: messageToWire(event.message), sealed: UNSEALED });
    case 'ArtifactAssociated': {
      const { chatId: threadId, artifactId, relation, linkedAt } = event;
      const link = { relationType: relationToWire(relation), linkedAt: timestampFromMs(linkedAt) };
      return stored(ArtifactAssociatedSchema, { threadId, artifactId, ...link });
    }
    case 'ArtifactDissociated': {
      const { chatId: threadId, artifactId, dissociatedAt } = event;
      return stored(ArtifactDissociatedSchema, { threadId, artifactId, dissociatedAt: timestampFromMs(dissociatedAt) });
    }
    case 'ChatVisibilityChanged': {
      const visibility = visibilityToWire(event.visibility);
      const changedAt = timestampFromMs(event.changedAt);
      return stored(ChatVisibilityChangedSchema, { threadId: event.chatId, visibility, changedAt });
    }
    case 'ChatDeleted': {
      const { chatId: threadId, deletedAt } = event;
      return stored(ChatDeletedSchema, { threadId, deletedAt: timestampFromMs(deletedAt) });
    }
    case 'ChatRestored': {
      const { chatId: threadId, restoredAt } = event;
      return stored(ChatRestoredSchema, { threadId, restoredAt: timestampFromMs(restoredAt) });
    }
    case 'ChatErased': {
      const { chatId: threadId, messageCount, artifactIds, erasedAt } = event;
      const had = { messageCount, artifactIds: [...artifactIds] };
      return stored(ChatErasedSchema, { threadId, ...had, erasedAt: timestampFromMs(erasedAt) });
    }
  }
}

/** An event of a chat from the log; undefined when this release does not know its type. */
export function chatEventFromWire({ type, data }: EventBody): ChatEvent | undefined {
  switch (type) {
    case 'ChatCreated': {
      const {
        threadId: chatId,
        ownerId,
        title,
        visibility,
        agentId,
        createdAt,
        ...rest
      } = readStored(ChatCreatedSchema, data);
      const metadata = metadataFromWire(rest.metadata);
      const described = metadata && { metadata };
      const facts = { chatId, ownerId, title, visibility: visibilityFromWire(visibility), agentId, ...described };
      return { type, ...facts, createdAt: instantFromWire(createdAt) };
    }
    case 'ChatRenamed': {
      const { threadId: chatId, title, renamedAt } = readStored(ChatRenamedSchema, data);
      return { type, chatId, title, renamedAt: instantFromWire(renamedAt) };
    }
    case 'ChatMetadataChanged': {
      const { threadId: chatId, metadata, changedAt } = readStored(ChatMetadataChangedSchema, data);
      const none = { labels: {}, description: '', tags: [] };
      return { type, chatId, metadata: metadataFromWire(metadata) ?? none, changedAt: instantFromWire(changedAt) };
    }
    case 'MessageSent': {
      const { message } = readStored(MessageSentSchema, data);
      return message && { type, message: messageFromWire(message) };
    }
    case 'ArtifactAssociated': {
      const { threadId: chatId, artifactId, relationType, linkedAt } = readStored(ArtifactAssociatedSchema, data);
      const link = { relation: relationFromWire(relationType), linkedAt: instantFromWire(linkedAt) };
      return { type, chatId, artifactId, ...link };
    }
    case 'ArtifactDissociated': {
      const { threadId: chatId, artifactId, dissociatedAt } = readStored(ArtifactDissociatedSchema, data);
      return { type, chatId, artifactId, dissociatedAt: instantFromWire(dissociatedAt) };
    }
    case 'ChatVisibilityChanged': {
      const { threadId: chatId, visibility, changedAt } = readStored(ChatVisibilityChangedSchema, data);
      return { type, chatId, visibility: visibilityFromWire(visibility), changedAt: instantFromWire(changedAt) };
    }
    case 'ChatDeleted': {
      const { threadId: chatId, deletedAt } = readStored(ChatDeletedSchema, data);
      return { type, chatId, deletedAt: instantFromWire(deletedAt) };
    }
    case 'ChatRestored': {
      const { threadId: chatId, restoredAt } = readStored(ChatRestoredSchema, data);
      return { type, chatId, restoredAt: instantFromWire(restoredAt) };
    }
    case 'ChatErased': {
      const { threadId: chatId, messageCount, artifactIds, erasedAt } = readStored(ChatErasedSchema, data);
      return { type, chatId, messageCount, artifactIds, erasedAt: instantFromWire(erasedAt) };
    }
    default:
      return undefined;
  }
}
