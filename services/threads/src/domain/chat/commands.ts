import type { Attachment } from '../attachment/attachment.ts';
import type { AnswerWork, Author, ImportedFacts, MessageContext, MessagePart } from '../message.ts';
import type { ChatMetadata, Relation, Visibility } from './state.ts';

/** Who asks, and when (milliseconds since 1970). */
interface Asked {
  readonly userId: string;
  readonly at: number;
}

/** Opens a chat under an id that nobody uses yet. */
export interface CreateChat extends Asked {
  readonly type: 'CreateChat';
  readonly chatId: string;
  /** Empty for one made from the first message. */
  readonly title: string;
  readonly visibility: Visibility;
  readonly agentId: string;
  readonly metadata?: ChatMetadata | undefined;
}

/** Adds a message, of the user or of an agent that answers the user. */
export interface SendMessage extends Asked, AnswerWork {
  readonly type: 'SendMessage';
  readonly chatId: string;
  readonly messageId: string;
  readonly author: Author;
  readonly parts: readonly MessagePart[];
  /** All of them exist, and the user may send them. */
  readonly attachments?: readonly Attachment[] | undefined;
  /** What the message is about; it exists. */
  readonly artifactId: string | undefined;
  readonly context?: MessageContext | undefined;
  readonly imported?: ImportedFacts | undefined;
}

/** Relates the chat to an artifact that exists. */
export interface AssociateArtifact extends Asked {
  readonly type: 'AssociateArtifact';
  readonly chatId: string;
  readonly artifactId: string;
  readonly relation: Relation;
}

/** A patch that an agent has proposed in the chat was applied to an artifact. The service says so, nobody asks. */
export interface MarkModified {
  readonly type: 'MarkModified';
  readonly chatId: string;
  readonly artifactId: string;
  /** When, in milliseconds since 1970. */
  readonly at: number;
}

/** Removes the relation of the chat to an artifact. */
export interface DissociateArtifact extends Asked {
  readonly type: 'DissociateArtifact';
  readonly chatId: string;
  readonly artifactId: string;
}

/** Gives the chat another title. */
export interface RenameChat extends Asked {
  readonly type: 'RenameChat';
  readonly chatId: string;
  readonly title: string;
}

/** Says what the chat is about. */
export interface DescribeChat extends Asked {
  readonly type: 'DescribeChat';
  readonly chatId: string;
  readonly metadata: ChatMetadata;
}

/** Shares the chat, or takes it back. */
export interface ChangeVisibility extends Asked {
  readonly type: 'ChangeVisibility';
  readonly chatId: string;
  readonly visibility: Visibility;
}

/** Hides the chat from everybody. */
export interface DeleteChat extends Asked {
  readonly type: 'DeleteChat';
  readonly chatId: string;
}

/** Brings a deleted chat back. */
export interface UndeleteChat extends Asked {
  readonly type: 'UndeleteChat';
  readonly chatId: string;
  /** How long after its deletion. */
  readonly retentionMs: number;
}

/** Erases a chat for good whose retention after its deletion is over. The service asks, nobody else. */
export interface EraseChat {
  readonly type: 'EraseChat';
  readonly chatId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly retentionMs: number;
}

export type ChatCommand =
  | CreateChat
  | SendMessage
  | AssociateArtifact
  | DissociateArtifact
  | MarkModified
  | RenameChat
  | DescribeChat
  | ChangeVisibility
  | DeleteChat
  | UndeleteChat;
