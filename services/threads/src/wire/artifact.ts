import type { ArtifactSchema } from '@ameide/contracts/artifacts/v1/artifact';
import { type ArtifactEventSchema, ArtifactEventType } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import type { ArtifactReferenceSchema, ChatReferenceSchema } from '@ameide/contracts/threads/v1/chat';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { LinkedArtifact, LinkedChat } from '../app/ports.ts';
import type { ArtifactEventRow } from '../domain/artifact/history.ts';
import type { Artifact } from '../domain/artifact/state.ts';
import type { Link } from '../domain/chat/state.ts';
import { relationToWire, titleToWire } from './chat.ts';

export function artifactToWire(artifact: Artifact): MessageInitShape<typeof ArtifactSchema> {
  const { id, title, kind, createdBy, createdAt, primaryChatId = '', metadata, deletedAt } = artifact;
  return {
    id,
    title,
    kind,
    createdBy,
    createdAt: timestampFromMs(createdAt),
    primaryThreadId: primaryChatId,
    ...(metadata && { metadata: { ...metadata } }),
    ...(deletedAt !== undefined && { deletedAt: timestampFromMs(deletedAt) }),
  };
}

/** An artifact as a chat refers to it. */
export function linkedArtifactToWire(artifact: LinkedArtifact): MessageInitShape<typeof ArtifactReferenceSchema> {
  const { id: artifactId, title, kind } = artifact;
  return { artifactId, title, kind, ...linkToWire(artifact) };
}

/** A chat as an artifact refers to it. */
export function linkedChatToWire(chat: LinkedChat): MessageInitShape<typeof ChatReferenceSchema> {
  return { threadId: chat.id, title: titleToWire(chat.title), ...linkToWire(chat) };
}

const eventTypes = {
  created: ArtifactEventType.CREATED,
  renamed: ArtifactEventType.RENAMED,
  deleted: ArtifactEventType.DELETED,
  restored: ArtifactEventType.RESTORED,
  linked: ArtifactEventType.THREAD_LINKED,
  unlinked: ArtifactEventType.THREAD_UNLINKED,
} as const satisfies Record<ArtifactEventRow['type'], ArtifactEventType>;

/** An entry of an artifact's history. */
export function artifactEventToWire(event: ArtifactEventRow): MessageInitShape<typeof ArtifactEventSchema> {
  const { id, type, happenedAt, userId, chatId = '', title = '' } = event;
  return {
    ...{ id, type: eventTypes[type], happenedAt: timestampFromMs(happenedAt), userId },
    ...{ threadId: chatId, title: chatId === '' ? title : titleToWire(title) },
  };
}

function linkToWire({ relation, linkedAt }: Link) {
  return { relationType: relationToWire(relation), linkedAt: timestampFromMs(linkedAt) };
}
