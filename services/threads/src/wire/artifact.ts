import type { ArtifactSchema } from '@ameide/contracts/artifacts/v1/artifact';
import type { ArtifactReferenceSchema, ChatReferenceSchema } from '@ameide/contracts/threads/v1/chat';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { LinkedArtifact, LinkedChat } from '../app/ports.ts';
import type { Artifact } from '../domain/artifact/state.ts';
import type { Link } from '../domain/chat/state.ts';
import { relationToWire, titleToWire } from './chat.ts';

export function artifactToWire(artifact: Artifact): MessageInitShape<typeof ArtifactSchema> {
  const { id, title, kind, createdBy, createdAt, primaryChatId = '', deletedAt } = artifact;
  return {
    id,
    title,
    kind,
    createdBy,
    createdAt: timestampFromMs(createdAt),
    primaryThreadId: primaryChatId,
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

function linkToWire({ relation, linkedAt }: Link) {
  return { relationType: relationToWire(relation), linkedAt: timestampFromMs(linkedAt) };
}
