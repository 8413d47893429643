import type { Handler } from '@ameide/service-kit/rpc';
import type { ThreadsDeps } from '../app/deps.ts';
import { associateArtifact } from './associate-artifact.ts';
import { createArtifact } from './create-artifact.ts';
import { createChat } from './create-chat.ts';
import { ensureChatForArtifactAndSendMessage } from './ensure-chat-for-artifact-and-send-message.ts';
import { getArtifact } from './get-artifact.ts';
import { getArtifactChats } from './get-artifact-chats.ts';
import { getChat } from './get-chat.ts';
import { getChatArtifacts } from './get-chat-artifacts.ts';
import { getMessages } from './get-messages.ts';
import { listArtifacts } from './list-artifacts.ts';
import { listChats } from './list-chats.ts';
import { recordAssistantMessage } from './record-assistant-message.ts';
import { sendMessage } from './send-message.ts';

/** Every RPC of this service. */
export const handlers = (deps: ThreadsDeps): Handler[] => [
  createChat(deps),
  ensureChatForArtifactAndSendMessage(deps),
  sendMessage(deps),
  associateArtifact(deps),
  recordAssistantMessage(deps),
  getChat(deps),
  listChats(deps),
  getMessages(deps),
  getChatArtifacts(deps),
  createArtifact(deps),
  getArtifact(deps),
  listArtifacts(deps),
  getArtifactChats(deps),
];
