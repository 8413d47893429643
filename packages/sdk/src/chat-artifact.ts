import type { Attachment } from '@ameide/contracts/threads/v1/attachment';
import type { MessageContextSchema } from '@ameide/contracts/threads/v1/chat';
import type { ChatCommandService, ChatMessageInputSchema } from '@ameide/contracts/threads/v1/chat_command_service';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { Client } from '@connectrpc/connect';

/** What became of a message that was sent from an artifact's page. */
export interface SentMessage {
  readonly threadId: string;
  readonly messageId: string;
  /** Whether the message began a new chat. */
  readonly isNewChat: boolean;
}

/** What goes with the text of a message. */
export interface MessageExtras {
  /** What the person sees of the artifact, so that agents know what `this` is. */
  readonly context?: MessageInitShape<typeof MessageContextSchema> | undefined;
  /** Files that were uploaded, see `uploadFile`; of images, agents that see get a look. */
  readonly attachments?: readonly Pick<Attachment, 'id' | 'mimeType'>[];
}

/** How a message is sent. */
export interface MessageOptions extends MessageExtras {
  /** The chat to send to; absent to begin one. */
  readonly threadId?: string;
  readonly idempotencyKey?: string;
}

/** A message as it is sent. @param text may be empty where there are attachments */
export function messageInput(
  text: string,
  { context, attachments = [] }: MessageExtras = {},
): MessageInitShape<typeof ChatMessageInputSchema> {
  const isImage = ({ mimeType }: Pick<Attachment, 'mimeType'>) => mimeType.startsWith('image/');
  return {
    parts: [
      ...(text === '' ? [] : [{ kind: { case: 'text' as const, value: { text } } }]),
      ...attachments
        .filter(isImage)
        .map(({ id: attachmentId }) => ({ kind: { case: 'image' as const, value: { attachmentId } } })),
    ],
    attachmentIds: attachments.filter((one) => !isImage(one)).map(({ id }) => id),
    ...(context && { context }),
  };
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
      const answer = await chatCommands.ensureChatForArtifactAndSendMessage({
        artifactId,
        threadId: options.threadId ?? '',
        message: messageInput(text, options),
        idempotencyKey: options.idempotencyKey ?? crypto.randomUUID(),
      });
      const { threadId, threadCreated, persistedMessage } = answer;
      return { threadId, messageId: persistedMessage?.id ?? '', isNewChat: threadCreated };
    },
  };
}
