import {
  ArtifactAssociatedSchema,
  ArtifactCreatedSchema,
  ChatCreatedSchema,
  ChatRenamedSchema,
  MessageSentSchema,
} from '@ameide/contracts/events/v1/threads';
import type { EventBody } from '@ameide/event-store';
import {
  create,
  type DescMessage,
  fromJson,
  type JsonObject,
  type JsonValue,
  type MessageInitShape,
  type MessageShape,
  toJson,
} from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { ArtifactEvent } from '../domain/artifact/events.ts';
import type { ChatEvent } from '../domain/chat/events.ts';
import {
  instantFromWire,
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
      const relationType = relationToWire(relation);
      return stored(ArtifactAssociatedSchema, {
        threadId,
        artifactId,
        relationType,
        linkedAt: timestampFromMs(linkedAt),
      });
    }
  }
}

function stored<M extends DescMessage>(schema: M, init: MessageInitShape<M>) {
  return { type: schema.name, data: toJson(schema, create(schema, init)) as JsonObject };
}

/** An event of a chat from the log; undefined when this release does not know its type. */
export function chatEventFromWire({ type, data }: EventBody): ChatEvent | undefined {
  switch (type) {
    case 'ChatCreated': {
      const { threadId: chatId, ownerId, title, visibility, agentId, createdAt } = read(ChatCreatedSchema, data);
      const facts = { chatId, ownerId, title, visibility: visibilityFromWire(visibility), agentId };
      return { type, ...facts, createdAt: instantFromWire(createdAt) };
    }
    case 'ChatRenamed': {
      const { threadId: chatId, title, renamedAt } = read(ChatRenamedSchema, data);
      return { type, chatId, title, renamedAt: instantFromWire(renamedAt) };
    }
    case 'MessageSent': {
      const { message } = read(MessageSentSchema, data);
      return message && { type, message: messageFromWire(message) };
    }
    case 'ArtifactAssociated': {
      const { threadId: chatId, artifactId, relationType, linkedAt } = read(ArtifactAssociatedSchema, data);
      return {
        type,
        chatId,
        artifactId,
        relation: relationFromWire(relationType),
        linkedAt: instantFromWire(linkedAt),
      };
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
      const { artifactId: id, title, kind, createdBy, primaryThreadId, createdAt } = read(ArtifactCreatedSchema, data);
      const primaryChatId = primaryThreadId || undefined;
      return { type, id, title, kind, createdBy, primaryChatId, createdAt: instantFromWire(createdAt) };
    }
    default:
      return undefined;
  }
}

function read<M extends DescMessage>(schema: M, data: object): MessageShape<M> {
  return fromJson(schema, data as JsonValue, { ignoreUnknownFields: true });
}
