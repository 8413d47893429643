import type { Attachment } from './attachment/attachment.ts';

/** One piece of a message. */
export type MessagePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly language: string; readonly content: string }
  | { readonly kind: 'patch'; readonly patchId: string; readonly ref: string; readonly summary: string }
  | { readonly kind: 'image'; readonly attachmentId: string; readonly altText: string };

/** Who has written a message: a person, or an agent in a run. */
export type Author =
  | { readonly role: 'user'; readonly userId: string }
  | { readonly role: 'assistant'; readonly agentId: string; readonly runId: string; readonly truncated: boolean };

/** An element of a model as a person sees it. */
export interface ContextElement {
  readonly id: string;
  /** Empty when it has none. */
  readonly name: string;
}

/** What a person saw of the artifact when they wrote a message. */
export interface MessageContext {
  /** 0 when none is known. */
  readonly version: number;
  /** The element whose inside was in view; undefined for the whole model. */
  readonly viewpoint: ContextElement | undefined;
  readonly selected: readonly ContextElement[];
  /** Of the page, such as `de`; not there when none is known. */
  readonly language?: string;
}

/** A tool that an agent has called for its answer. */
export interface AnswerStep {
  readonly name: string;
  readonly ok: boolean;
  /** One line; empty when it did not answer. */
  readonly summary: string;
}

/** What an answer has used. */
export interface AnswerUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Empty when none was used. */
  readonly model: string;
}

/** How an answer came about. */
export interface AnswerWork {
  readonly steps?: readonly AnswerStep[] | undefined;
  readonly usage?: AnswerUsage | undefined;
}

/** What a file says of a message that was imported from it; unchecked. */
export interface ImportedFacts extends AnswerWork {
  readonly role: Author['role'];
  /** Empty when the file does not say. */
  readonly authorName: string;
  /** Milliseconds since 1970; undefined when the file does not say. */
  readonly sentAt: number | undefined;
}

/** A stored message; never changed. */
export interface Message extends AnswerWork {
  readonly id: string;
  readonly chatId: string;
  /** Position in the chat, from 1 without gaps. */
  readonly sequence: number;
  readonly author: Author;
  readonly parts: readonly MessagePart[];
  /** The files and images that were sent with it; not there when there are none. */
  readonly attachments?: readonly Attachment[] | undefined;
  /** The artifact that it is about. */
  readonly artifactId: string | undefined;
  readonly context?: MessageContext | undefined;
  readonly imported?: ImportedFacts | undefined;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}
