import {
  ArtifactAssociatedSchema,
  ArtifactCreatedSchema,
  ChatCreatedSchema,
  ChatRenamedSchema,
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

/** An event of a chat as the log keeps it: `data` is the proto3 JSON form of the message that `type` names. */
export function chatEventToWire(event: ChatEvent): EventBody {
  switch (event.type) {
    case 'ChatCreated': {
      const { chatId: threadId, ownerId, title, agentId } = event;
      const visibility = visibilityToWire(event.visibility);
      const createdAt = timestampFromMs(event.createdAt);
      return stored(ChatCreatedSchema, { threadId, ownerId, title, visibility, agentId, createdAt });
    }
    case 'ChatRenamed': {
      const { chatId: threadId, title, renamedAt } = event;
      return stored(ChatRenamedSchema, { threadId, title, renamedAt: timestampFromMs(renamedAt) });
    }
    case 'MessageSent':
      return stored(MessageSentSchema, { message: messageToWire(event.message) });
    case 'ArtifactAssociated': {
      const { chatId: threadId, artifactId, relation, linkedAt } = event;
      const link = { relationType: relationToWire(relation), linkedAt: timestampFromMs(linkedAt) };
      return stored(ArtifactAssociatedSchema, { threadId, artifactId, ...link });
    }
  }
}

/** An event of a chat from the log; undefined when this release does not know its type. */
export function chatEventFromWire({ type, data }: EventBody): ChatEvent | undefined {
  switch (type) {
    case 'ChatCreated': {
      const { threadId: chatId, ownerId, title, visibility, agentId, createdAt } = readStored(ChatCreatedSchema, data);
      const facts = { chatId, ownerId, title, visibility: visibilityFromWire(visibility), agentId };
      return { type, ...facts, createdAt: instantFromWire(createdAt) };
    }
    case 'ChatRenamed': {
      const { threadId: chatId, title, renamedAt } = readStored(ChatRenamedSchema, data);
      return { type, chatId, title, renamedAt: instantFromWire(renamedAt) };
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
    default:
      return undefined;
  }
}

/** An event of an artifact as the log keeps it. */
export function artifactEventToWire(event: ArtifactEvent): EventBody & { readonly schemaVersion?: number } {
  switch (event.type) {
    case 'ArtifactCreated': {
      const { id: artifactId, title, kind, createdBy, primaryChatId: primaryThreadId = '' } = event;
      const createdAt = timestampFromMs(event.createdAt);
      const fields = { artifactId, title, kind, createdBy, primaryThreadId, createdAt };
      return { ...stored(ArtifactCreatedSchema, fields), schemaVersion: 2 };
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
      } = readStored(ArtifactCreatedSchema, data);
      const primaryChatId = primaryThreadId || undefined;
      return { type, id, title, kind, createdBy, primaryChatId, createdAt: instantFromWire(createdAt) };
    }
    default:
      return undefined;
  }
}
