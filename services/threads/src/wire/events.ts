import {
  ArtifactAssociatedSchema,
  ArtifactCreatedSchema,
  ArtifactDeletedSchema,
  ArtifactDissociatedSchema,
  ArtifactRenamedSchema,
  ArtifactRestoredSchema,
  ChatCreatedSchema,
  ChatDeletedSchema,
  ChatMetadataChangedSchema,
  ChatRenamedSchema,
  ChatRestoredSchema,
  ChatVisibilityChangedSchema,
  MessageSentSchema,
} from '@ameide/contracts/events/v1/threads';
import type { EventBody } from '@ameide/event-store';
import { instantFromWire, readStored, stored } from '@ameide/service-kit/messages';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { ArtifactEvent } from '../domain/artifact/events.ts';
import type { ChatEvent } from '../domain/chat/events.ts';
import {
  messageFromWire,
  messageToWire,
  relationFromWire,
  relationToWire,
  visibilityFromWire,
  visibilityToWire,
} from './chat.ts';
import { factsFromWire, metadataFromWire, metadataToWire } from './metadata.ts';

/** An event of a chat as the log keeps it: `data` is the proto3 JSON form of the message that `type` names. */
export function chatEventToWire(event: ChatEvent): EventBody {
  switch (event.type) {
    case 'ChatCreated': {
      const { chatId: threadId, ownerId, title, agentId, metadata } = event;
      const visibility = visibilityToWire(event.visibility);
      const createdAt = timestampFromMs(event.createdAt);
      const described = { metadata: metadata && metadataToWire(metadata) };
      return stored(ChatCreatedSchema, { threadId, ownerId, title, visibility, agentId, createdAt, ...described });
    }
    case 'ChatRenamed': {
      const { chatId: threadId, title, renamedAt } = event;
      return stored(ChatRenamedSchema, { threadId, title, renamedAt: timestampFromMs(renamedAt) });
    }
    case 'ChatMetadataChanged': {
      const { chatId: threadId, changedAt } = event;
      const metadata = metadataToWire(event.metadata);
      return stored(ChatMetadataChangedSchema, { threadId, metadata, changedAt: timestampFromMs(changedAt) });
    }
    case 'MessageSent':
      return stored(MessageSentSchema, { message: messageToWire(event.message) });
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
    default:
      return undefined;
  }
}

/** An event of an artifact as the log keeps it. */
export function artifactEventToWire(event: ArtifactEvent): EventBody & { readonly schemaVersion?: number } {
  switch (event.type) {
    case 'ArtifactCreated': {
      const { id: artifactId, title, kind, createdBy, primaryChatId: primaryThreadId = '', metadata = {} } = event;
      const createdAt = timestampFromMs(event.createdAt);
      const fields = { artifactId, title, kind, createdBy, primaryThreadId, createdAt, metadata: { ...metadata } };
      return { ...stored(ArtifactCreatedSchema, fields), schemaVersion: 2 };
    }
    case 'ArtifactRenamed': {
      const { id: artifactId, title, renamedBy } = event;
      return stored(ArtifactRenamedSchema, {
        artifactId,
        title,
        renamedBy,
        renamedAt: timestampFromMs(event.renamedAt),
      });
    }
    case 'ArtifactDeleted': {
      const { id: artifactId, deletedBy } = event;
      return stored(ArtifactDeletedSchema, { artifactId, deletedBy, deletedAt: timestampFromMs(event.deletedAt) });
    }
    case 'ArtifactRestored': {
      const { id: artifactId, restoredBy } = event;
      return stored(ArtifactRestoredSchema, { artifactId, restoredBy, restoredAt: timestampFromMs(event.restoredAt) });
    }
  }
}

/** An event of an artifact from the log; undefined when this release does not know its type. */
export function artifactEventFromWire({ type, data }: EventBody): ArtifactEvent | undefined {
  switch (type) {
    case 'ArtifactCreated': {
      const {
        artifactId: id,
        title,
        kind,
        createdBy,
        primaryThreadId,
        createdAt,
        metadata,
      } = readStored(ArtifactCreatedSchema, data);
      const primaryChatId = primaryThreadId || undefined;
      const facts = { title, kind, createdBy, primaryChatId, ...factsFromWire(metadata) };
      return { type, id, ...facts, createdAt: instantFromWire(createdAt) };
    }
    case 'ArtifactRenamed': {
      const { artifactId: id, title, renamedBy, renamedAt } = readStored(ArtifactRenamedSchema, data);
      return { type, id, title, renamedBy, renamedAt: instantFromWire(renamedAt) };
    }
    case 'ArtifactDeleted': {
      const { artifactId: id, deletedBy, deletedAt } = readStored(ArtifactDeletedSchema, data);
      return { type, id, deletedBy, deletedAt: instantFromWire(deletedAt) };
    }
    case 'ArtifactRestored': {
      const { artifactId: id, restoredBy, restoredAt } = readStored(ArtifactRestoredSchema, data);
      return { type, id, restoredBy, restoredAt: instantFromWire(restoredAt) };
    }
    default:
      return undefined;
  }
}
