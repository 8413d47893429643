import type { InternalIdentity } from '@ameide/service-kit/auth';
import type { Usage } from '../../domain/run/state.ts';
import type { AnswerStep, MessagePart } from '../frames/answer.ts';
import type { Runs, RunTask } from './runs.ts';

/** What the chat keeps of a run. */
export interface RecordedAnswer {
  readonly parts: MessagePart[];
  readonly steps: AnswerStep[];
  readonly usage: Usage;
  readonly truncated: boolean;
  readonly artifactId: string;
}

/** The service threads. Its refusals are thrown as it made them. */
export interface Threads {
  /** What a run needs to know of a thread that the user may see. */
  find(identity: InternalIdentity, threadId: string): Promise<{ agentId: string; messageCount: number }>;
  /** @param waitedFor see {@link Runs.waitedFor}: their answers came later than the question, and belong before it */
  conversation(task: RunTask, waitedFor: ReadonlyMap<string, number>, signal: AbortSignal): Promise<Conversation>;
  /** Stores the answer, once for a run. Answers the id of the message. */
  record(task: RunTask, answer: RecordedAnswer): Promise<string>;
}

/** What is said in a chat, and by whom: by who asks, or as they tell it, by an agent or whoever instructs it. */
export interface ChatInput {
  readonly speaker: 'caller' | 'agent' | 'system' | 'person';
  readonly text: string;
}

/** A message of a chat. */
export interface SaidInChat {
  readonly id: string;
  readonly speaker: 'caller' | 'agent' | 'system';
  readonly text: string;
  /** The run that has said it, or empty. */
  readonly runId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Chats of a person, for protocols of others. What the service threads refuses is thrown as it made it. */
export interface Chats {
  /** An empty chat, which nobody else may read; its id. @param chat with a key that makes a repeat safe, as in `send` */
  create(identity: InternalIdentity, chat: { readonly agentId: string; readonly key: string }): Promise<string>;
  send(identity: InternalIdentity, threadId: string, said: ChatInput, key: string): Promise<void>;
  /** The newest first, at most 100. */
  latest(identity: InternalIdentity, threadId: string, limit: number): Promise<SaidInChat[]>;
  remove(identity: InternalIdentity, threadId: string): Promise<void>;
}

/** What a run answers; of a long conversation the end. */
export interface Conversation {
  /** Messages of the contract, the oldest first, for the agent's runtime and nobody else. */
  readonly messages: readonly unknown[];
  /** What their attachments hold, of the contract as well. */
  readonly attachments?: readonly unknown[];
  /** The artifact that it was about last, or empty. */
  readonly artifactId: string;
}
