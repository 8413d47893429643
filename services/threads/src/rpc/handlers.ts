import type { Handler } from '@ameide/service-kit/rpc';
import type { ThreadsDeps } from '../app/deps.ts';
import { associateArtifact } from './associate-artifact.ts';
import { beginUpload } from './begin-upload.ts';
import { cancelUpload } from './cancel-upload.ts';
import { createArtifact } from './create-artifact.ts';
import { createChat } from './create-chat.ts';
import { deleteArtifact } from './delete-artifact.ts';
import { deleteChat } from './delete-chat.ts';
import { dissociateArtifact } from './dissociate-artifact.ts';
import { ensureChatForArtifactAndSendMessage } from './ensure-chat-for-artifact-and-send-message.ts';
import { getArtifact } from './get-artifact.ts';
import { getArtifactChats } from './get-artifact-chats.ts';
import { getAttachment } from './get-attachment.ts';
import { getChat } from './get-chat.ts';
import { getChatArtifacts } from './get-chat-artifacts.ts';
import { getMessages } from './get-messages.ts';
import { getUpload } from './get-upload.ts';
import { listArtifactEvents } from './list-artifact-events.ts';
import { listArtifacts } from './list-artifacts.ts';
import { listChats } from './list-chats.ts';
import { readAttachment } from './read-attachment.ts';
import { recordAssistantMessage } from './record-assistant-message.ts';
import { renameArtifact } from './rename-artifact.ts';
import { searchChats } from './search-chats.ts';
import { sendMessage } from './send-message.ts';
import { streamArtifactUpdates } from './stream-artifact-updates.ts';
import { streamChatUpdates } from './stream-chat-updates.ts';
import { undeleteArtifact } from './undelete-artifact.ts';
import { undeleteChat } from './undelete-chat.ts';
import { updateChatMetadata } from './update-chat-metadata.ts';
import { updateChatTitle } from './update-chat-title.ts';
import { updateVisibility } from './update-visibility.ts';
import { uploadChunk } from './upload-chunk.ts';
import { watchSharedChats } from './watch-shared-chats.ts';

/** Every RPC of this service. */
export const handlers = (deps: ThreadsDeps): Handler[] => [
  createChat(deps),
  ensureChatForArtifactAndSendMessage(deps),
  sendMessage(deps),
  associateArtifact(deps),
  dissociateArtifact(deps),
  updateChatTitle(deps),
  updateChatMetadata(deps),
  updateVisibility(deps),
  deleteChat(deps),
  undeleteChat(deps),
  recordAssistantMessage(deps),
  getChat(deps),
  listChats(deps),
  searchChats(deps),
  getMessages(deps),
  getChatArtifacts(deps),
  createArtifact(deps),
  renameArtifact(deps),
  deleteArtifact(deps),
  undeleteArtifact(deps),
  getArtifact(deps),
  listArtifacts(deps),
  listArtifactEvents(deps),
  getArtifactChats(deps),
  streamChatUpdates(deps),
  watchSharedChats(deps),
  streamArtifactUpdates(deps),
  beginUpload(deps),
  uploadChunk(deps),
  getUpload(deps),
  cancelUpload(deps),
  getAttachment(deps),
  readAttachment(deps),
];
