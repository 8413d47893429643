import { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import { decodeCheckpoint, encodeCheckpoint, serverStream } from '@ameide/service-kit/rpc';
import { z } from 'zod';
import { chatUpdates } from '../app/chat-updates.ts';
import type { ThreadsDeps } from '../app/deps.ts';
import { chatUpdateToWire } from '../wire/updates.ts';
import { refusals } from './refusals.ts';

export const streamChatUpdates = (deps: ThreadsDeps) =>
  serverStream(
    ChatQueryService.method.streamChatUpdates,
    'graph.viewer',
    async function* ({ threadId, resumeToken }, caller) {
      const stream = `chat/${threadId}`;
      const after = resumeToken && decodeCheckpoint(stream, z.int().min(0), resumeToken, deps.now());
      const signal = AbortSignal.any([caller.signal, deps.stopping]);
      const { tenantId, actorId } = caller;
      for await (const told of chatUpdates(deps, { tenantId, actorId, signal }, threadId, after || undefined)) {
        const { update, place, at } = refusals.accept(told);
        yield { update: chatUpdateToWire(update, encodeCheckpoint(stream, place, deps.now()), at) };
      }
      if (!caller.signal.aborted) deps.stopping.throwIfAborted();
    },
  );
