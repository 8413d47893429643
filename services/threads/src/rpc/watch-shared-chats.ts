import { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import { serverStream } from '@ameide/service-kit/rpc';
import type { ThreadsDeps } from '../app/deps.ts';
import { watchSharedChats as watch } from '../app/shared-chats.ts';

export const watchSharedChats = (deps: ThreadsDeps) =>
  serverStream(ChatQueryService.method.watchSharedChats, 'graph.viewer', async function* (_request, caller) {
    const { tenantId, actorId } = caller;
    const signal = AbortSignal.any([caller.signal, deps.stopping]);
    for await (const told of watch(deps, { tenantId, actorId, signal })) yield { event: { case: told, value: {} } };
    if (!caller.signal.aborted) deps.stopping.throwIfAborted();
  });
