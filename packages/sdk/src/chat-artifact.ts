import type { MessageContextSchema } from '@ameide/contracts/threads/v1/chat';
import type { ChatCommandService } from '@ameide/contracts/threads/v1/chat_command_service';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { Client } from '@connectrpc/connect';

/** What became of a message that was sent from an artifact's page. */
export interface SentMessage {
  readonly threadId: string;
  readonly messageId: string;
  /** Whether the message began a new chat. */
  readonly isNewChat: boolean;
}

/** What goes with a message. */
export interface MessageOptions {
  /** The chat to send to; absent to begin one. */
  readonly threadId?: string;
  readonly idempotencyKey?: string;
  /** What the person sees of the artifact, so that agents know what `this` is. */
  readonly context?: MessageInitShape<typeof MessageContextSchema> | undefined;
}

/** Chats about artifacts, for pages that stay at the artifact's address. */
export interface ChatArtifact {
  /** Sends a text about an artifact, to a chat or to a new one, all or nothing. */
  sendMessageFromArtifact(artifactId: string, text: string, options?: MessageOptions): Promise<SentMessage>;
}

/** The helper over the service that it calls. */
export function createChatArtifact(chatCommands: Client<typeof ChatCommandService>): ChatArtifact {
  return {
    async sendMessageFromArtifact(artifactId, text, options = {}) {
      const { context } = options;
      const answer = await chatCommands.ensureChatForArtifactAndSendMessage({
        artifactId,
        threadId: options.threadId ?? '',
        message: { parts: [{ kind: { case: 'text', value: { text } } }], ...(context && { context }) },
        idempotencyKey: options.idempotencyKey ?? crypto.randomUUID(),
      });
      const { threadId, threadCreated, persistedMessage } = answer;
      return { threadId, messageId: persistedMessage?.id ?? '', isNewChat: threadCreated };
    },
  };
}
