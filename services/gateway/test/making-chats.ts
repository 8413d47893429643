import { randomUUID } from 'node:crypto';
import { type ChatMessage, ChatMessageSchema, ChatRole, ChatSchema } from '@ameide/contracts/threads/v1/chat';
import type { ChatCommandService } from '@ameide/contracts/threads/v1/chat_command_service';
import { ServiceError } from '@ameide/service-kit/errors';
import { requestContext } from '@ameide/service-kit/rpc';
import { create } from '@bufbuild/protobuf';
import type { ServiceImpl } from '@connectrpc/connect';

/** Where chats are kept. */
interface KeptChats {
  readonly messages: Map<string, ChatMessage[]>;
  readonly agents: Map<string, string>;
  readonly owners: Map<string, string>;
}

export const ownerOf = ({ tenantId, actorId }: { tenantId: string; actorId: string }) => `${tenantId}/${actorId}`;

/** Chats as the service threads makes them for whoever asks: once for a key. */
export function makingChats({
  messages,
  agents,
  owners,
}: KeptChats): Pick<ServiceImpl<typeof ChatCommandService>, 'createChat' | 'sendMessage' | 'deleteChat'> {
  const done = new Map<string, { readonly request: string; readonly made: unknown }>();
  const once = <T>(key: string, request: string, make: () => T): T => {
    if (!done.has(key)) done.set(key, { request, made: make() });
    const found = done.get(key)!;
    if (found.request !== request)
      throw new ServiceError('already_exists', 'idempotency_key_reused', 'The key belongs to another request.');
    return found.made as T;
  };
  const ofOwner = (threadId: string, owner: string) => {
    const found = messages.get(threadId);
    if (found === undefined || (owners.has(threadId) && owners.get(threadId) !== owner))
      throw new ServiceError('not_found', 'thread_not_found', 'no such thread');
    return found;
  };
  return {
    createChat({ agentId, idempotencyKey }, context) {
      const owner = ownerOf(requestContext(context));
      const id = once(`${owner} ${idempotencyKey}`, agentId, () => {
        const made = randomUUID();
        messages.set(made, []);
        agents.set(made, agentId);
        owners.set(made, owner);
        return made;
      });
      return { chat: create(ChatSchema, { id, agentId, ownerId: owner }) };
    },
    sendMessage({ threadId, message, idempotencyKey }, context) {
      const owner = ownerOf(requestContext(context));
      const said = ofOwner(threadId, owner);
      const { parts = [], imported } = message ?? {};
      const stored = once(`${owner} ${idempotencyKey}`, `${threadId} ${JSON.stringify(parts)}`, () => {
        const one = create(ChatMessageSchema, {
          id: randomUUID(),
          threadId,
          sequence: said.length + 1,
          role: ChatRole.USER,
          parts,
          ...(imported && { imported }),
        });
        said.push(one);
        return one;
      });
      return { message: stored };
    },
    deleteChat({ threadId }, context) {
      ofOwner(threadId, ownerOf(requestContext(context)));
      messages.delete(threadId);
      return { chat: create(ChatSchema, { id: threadId }) };
    },
  };
}
