import { ChatCommandService } from '@ameide/contracts/threads/v1/chat_command_service';
import { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import { type Client, createClient } from '@connectrpc/connect';
import { type ChatArtifact, createChatArtifact } from './chat-artifact.ts';
import type { Connection } from './connection.ts';

/** Chats and their messages. */
export interface Chats {
  readonly chatCommands: Client<typeof ChatCommandService>;
  readonly chatQueries: Client<typeof ChatQueryService>;
  readonly chatArtifact: ChatArtifact;
}

export function createChats({ transport }: Connection): Chats {
  const chatCommands = createClient(ChatCommandService, transport);
  const chatQueries = createClient(ChatQueryService, transport);
  return { chatCommands, chatQueries, chatArtifact: createChatArtifact(chatCommands) };
}
