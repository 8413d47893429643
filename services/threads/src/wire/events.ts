import {
  ArtifactAssociatedSchema,
  ArtifactCreatedSchema,
  ChatCreatedSchema,
  ChatRenamedSchema,
  MessageSentSchema,
} from '@ameide/contracts/events/v1/threads';
import { create, type DescMessage, type JsonObject, type MessageInitShape, toJson } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { ArtifactEvent } from '../domain/artifact/events.ts';
import type { ChatEvent } from '../domain/chat/events.ts';
import { messageToWire, relationToWire, visibilityToWire } from './chat.ts';

/** An event as the log keeps it: `data` is the proto3 JSON form of the message that `type` names. */
export function eventToWire(event: ChatEvent | ArtifactEvent): { readonly type: string; readonly data: JsonObject } {
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
    case 'ArtifactCreated': {
      const { id: artifactId, title, kind, createdBy, primaryChatId: primaryThreadId = '' } = event;
      const createdAt = timestampFromMs(event.createdAt);
      return stored(ArtifactCreatedSchema, { artifactId, title, kind, createdBy, primaryThreadId, createdAt });
    }
  }
}

function stored<M extends DescMessage>(schema: M, init: MessageInitShape<M>) {
  return { type: schema.name, data: toJson(schema, create(schema, init)) as JsonObject };
}
