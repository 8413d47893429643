import type { ChatMessage, MessagePart } from '@ameide/contracts/threads/v1/chat';
import { ChatCommandService } from '@ameide/contracts/threads/v1/chat_command_service';
import { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import type { InternalCaller, InternalIdentity } from '@ameide/service-kit/auth';
import { createClient, type Transport } from '@connectrpc/connect';
import type { RunTask } from '../app/ports.ts';
import { taskIdentity } from './task-identity.ts';

/** Messages that an agent is given at most. */
const WINDOW = 200;
const CALL_TIME_OUT_MS = 10_000;

/** Chats, as the service threads keeps them. Refusals of that service are thrown as it made them. */
export interface Threads {
  /** What a run needs to know of a chat that the user may see. */
  chat(identity: InternalIdentity, threadId: string): Promise<{ agentId: string; messageCount: number }>;
  /** The conversation that a run answers, the oldest first; of a long one the end. */
  conversation(task: RunTask, signal: AbortSignal): Promise<ChatMessage[]>;
  /** Stores the answer, once for a run. Answers the id of the message. */
  record(task: RunTask, answer: { parts: MessagePart[]; truncated: boolean; artifactId: string }): Promise<string>;
}

export function createThreads(transport: Transport, caller: InternalCaller): Threads {
  const queries = createClient(ChatQueryService, transport);
  const commands = createClient(ChatCommandService, transport);
  const options = (identity: InternalIdentity, signal?: AbortSignal) => ({
    ...caller.options(identity, signal && { signal }),
    timeoutMs: CALL_TIME_OUT_MS,
  });
  return {
    async chat(identity, threadId) {
      const { chat } = await queries.getChat({ threadId }, options(identity));
      return { agentId: chat?.agentId ?? '', messageCount: chat?.messageCount ?? 0 };
    },
    async conversation(task, signal) {
      const { threadId, messageCount } = task;
      let messages: ChatMessage[] = [];
      for (let pageToken = '', read = 0; read < messageCount; ) {
        const request = { threadId, pageSize: WINDOW, pageToken };
        const page = await queries.getMessages(request, options(taskIdentity(task), signal));
        messages = [...messages, ...page.messages.filter(({ sequence }) => sequence <= messageCount)].slice(-WINDOW);
        read += page.messages.length;
        pageToken = page.nextPageToken;
        if (pageToken === '') break;
      }
      return messages;
    },
    async record(task, answer) {
      const { threadId, runId, agentId } = task;
      const request = { threadId, runId, agentId, ...answer };
      const { message } = await commands.recordAssistantMessage(request, options(taskIdentity(task)));
      return message?.id ?? '';
    },
  };
}
