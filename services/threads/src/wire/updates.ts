import type { ArtifactUpdateSchema } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import type { ChatUpdateSchema } from '@ameide/contracts/threads/v1/chat_query_service';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { ArtifactUpdate } from '../app/artifact-updates.ts';
import type { ChatUpdate } from '../app/chat-updates.ts';
import { artifactToWire, linkedArtifactToWire, linkedChatToWire } from './artifact.ts';
import { chatToWire, messageToWire } from './chat.ts';

/** @param at when it happened, in ms since 1970 */
export function chatUpdateToWire(
  update: ChatUpdate,
  checkpointToken: string,
  at: number,
): MessageInitShape<typeof ChatUpdateSchema> {
  return { update: payloadOfChat(update), checkpointToken, time: timestampFromMs(at) };
}

/** @param at when it happened, in ms since 1970 */
export function artifactUpdateToWire(
  update: ArtifactUpdate,
  checkpointToken: string,
  at: number,
): MessageInitShape<typeof ArtifactUpdateSchema> {
  return { update: payloadOfArtifact(update), checkpointToken, time: timestampFromMs(at) };
}

function payloadOfChat(update: ChatUpdate): NonNullable<MessageInitShape<typeof ChatUpdateSchema>['update']> {
  switch (update.type) {
    case 'message':
      return { case: 'message', value: messageToWire(update.message) };
    case 'changed':
      return { case: 'metadata', value: chatToWire(update.chat) };
    case 'related':
      return { case: 'artifactAdded', value: linkedArtifactToWire(update.artifact) };
    case 'unrelated':
      return { case: 'artifactRemovedId', value: update.artifactId };
    case 'alive':
      return { case: 'heartbeat', value: {} };
  }
}

function payloadOfArtifact(
  update: ArtifactUpdate,
): NonNullable<MessageInitShape<typeof ArtifactUpdateSchema>['update']> {
  switch (update.type) {
    case 'changed':
      return { case: 'metadata', value: artifactToWire(update.artifact) };
    case 'related':
      return { case: 'threadAdded', value: linkedChatToWire(update.chat) };
    case 'unrelated':
      return { case: 'threadRemovedId', value: update.chatId };
    case 'alive':
      return { case: 'heartbeat', value: {} };
  }
}
