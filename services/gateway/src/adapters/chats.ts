import { type ChatMessage, ChatRole, type MessagePart } from '@ameide/contracts/threads/v1/chat';
import { ChatCommandService } from '@ameide/contracts/threads/v1/chat_command_service';
import { ChatQueryService, MessageOrder } from '@ameide/contracts/threads/v1/chat_query_service';
import type { InternalCaller, InternalIdentity } from '@ameide/service-kit/auth';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import { createClient, type Transport } from '@connectrpc/connect';
import { splitText } from '../app/frames/answer.ts';
import type { ChatInput, Chats, SaidInChat } from '../app/ports/chats.ts';

const CALL_TIMEOUT_MS = 10_000;

export function createChats(transport: Transport, caller: InternalCaller): Chats {
  const queries = createClient(ChatQueryService, transport);
  const commands = createClient(ChatCommandService, transport);
  const options = (identity: InternalIdentity) => ({ ...caller.options(identity), timeoutMs: CALL_TIMEOUT_MS });
  return {
    async create(identity, { agentId, key }) {
      const { chat } = await commands.createChat({ agentId, idempotencyKey: key }, options(identity));
      return chat!.id;
    },
    async send(identity, threadId, said, idempotencyKey) {
      const parts = splitText(said.text).map((text) => ({ kind: { case: 'text' as const, value: { text } } }));
      const message = { parts, ...importedFrom(said) };
      await commands.sendMessage({ threadId, message, idempotencyKey }, options(identity));
    },
    async latest(identity, threadId, limit) {
      const request = { threadId, pageSize: limit, order: MessageOrder.NEWEST_FIRST };
      const { messages } = await queries.getMessages(request, options(identity));
      return messages.map(saidFromWire);
    },
    async remove(identity, threadId) {
      await commands.deleteChat({ threadId }, options(identity));
    },
  };
}

/** What somebody else is said to have said stays the caller's message. */
function importedFrom({ speaker }: ChatInput) {
  if (speaker === 'caller') return {};
  const role = speaker === 'agent' ? ChatRole.ASSISTANT : ChatRole.USER;
  return { imported: { role, authorName: speaker === 'system' ? 'instructions' : '' } };
}

function saidFromWire({ id, role, parts, imported, runId, createdAt }: ChatMessage): SaidInChat {
  const spoke = imported?.role ?? role;
  return {
    id,
    speaker: spoke === ChatRole.ASSISTANT ? 'agent' : imported?.authorName === 'instructions' ? 'system' : 'caller',
    text: parts.map(textOf).join(''),
    runId,
    at: createdAt === undefined ? 0 : timestampMs(createdAt),
  };
}

/** A long text stands in several parts, cut without regard to words. */
function textOf({ kind }: MessagePart): string {
  if (kind.case === 'text') return kind.value.text;
  return kind.case === 'code' ? kind.value.content : '';
}
