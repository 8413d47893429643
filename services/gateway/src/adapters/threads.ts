import { AttachmentService } from '@ameide/contracts/threads/v1/attachment_service';
import type { ChatMessage } from '@ameide/contracts/threads/v1/chat';
import { ChatCommandService } from '@ameide/contracts/threads/v1/chat_command_service';
import { ChatQueryService, MessageOrder } from '@ameide/contracts/threads/v1/chat_query_service';
import type { InternalCaller, InternalIdentity } from '@ameide/service-kit/auth';
import { createClient, type Transport } from '@connectrpc/connect';
import type { Threads } from '../app/ports/chats.ts';
import { readAttached } from './attached-content.ts';
import { taskIdentity } from './task-identity.ts';

/** Messages that an agent is given at most. */
const MAX_MESSAGES = 200;
const CALL_TIMEOUT_MS = 10_000;

export function createThreads(transport: Transport, caller: InternalCaller): Threads {
  const queries = createClient(ChatQueryService, transport);
  const commands = createClient(ChatCommandService, transport);
  const files = createClient(AttachmentService, transport);
  const options = (identity: InternalIdentity, signal?: AbortSignal) => ({
    ...caller.options(identity, signal && { signal }),
    timeoutMs: CALL_TIMEOUT_MS,
  });
  return {
    async find(identity, threadId) {
      const { chat } = await queries.getChat({ threadId }, options(identity));
      return { agentId: chat?.agentId ?? '', messageCount: chat?.messageCount ?? 0 };
    },
    async conversation(task, waitedFor, signal) {
      const { threadId, messageCount } = task;
      let messages: ChatMessage[] = [];
      const order = MessageOrder.NEWEST_FIRST;
      for (let pageToken = ''; messages.length < MAX_MESSAGES; ) {
        const request = { threadId, pageSize: MAX_MESSAGES, pageToken, order };
        const page = await queries.getMessages(request, options(taskIdentity(task), signal));
        // What was said after the question is not answered.
        const known = page.messages.filter(({ sequence, runId }) => sequence <= messageCount || waitedFor.has(runId));
        messages = [...known.reverse(), ...messages];
        pageToken = page.nextPageToken;
        if (pageToken === '') break;
      }
      // An answer that came after this question stands behind the one that it answers.
      const placeOf = ({ sequence, runId }: ChatMessage) =>
        sequence <= messageCount ? sequence : (waitedFor.get(runId) ?? sequence);
      messages = messages.sort((a, b) => placeOf(a) - placeOf(b) || a.sequence - b.sequence).slice(-MAX_MESSAGES);
      const attachments = await readAttached(files, messages, options(taskIdentity(task), signal));
      return {
        messages,
        attachments,
        artifactId: messages.findLast(({ artifactId }) => artifactId !== '')?.artifactId ?? '',
      };
    },
    async record(task, answer) {
      const { threadId, runId, agentId } = task;
      const request = { threadId, runId, agentId, ...answer };
      const { message } = await commands.recordAssistantMessage(request, options(taskIdentity(task)));
      return message?.id ?? '';
    },
  };
}
