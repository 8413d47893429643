import { InteractionKind, InteractionService } from '@ameide/contracts/agents/v1/interaction_service';
import { readPage, unary } from '@ameide/service-kit/rpc';
import { timestampFromMs, timestampMs } from '@bufbuild/protobuf/wkt';
import { z } from 'zod';
import type { AgentRuntimeDeps } from '../app/deps.ts';

const KINDS = { model: InteractionKind.MODEL, tool: InteractionKind.TOOL };

/** When the last one of a page began, in ms since 1970, and its id. */
const place = z.tuple([z.number(), z.uuid()]);

export const listInteractions = ({ interactions }: AgentRuntimeDeps) =>
  unary(InteractionService.method.listInteractions, 'graph.admin', async (request, { tenantId }) => {
    const filter = {
      runId: request.runId || undefined,
      threadId: request.threadId || undefined,
      userId: request.userId || undefined,
      beganAfter: request.beganAfter && timestampMs(request.beganAfter),
      beganBefore: request.beganBefore && timestampMs(request.beganBefore),
    };
    const { items, nextPageToken } = await readPage(
      request,
      { list: `interactions/${JSON.stringify(filter)}`, place, defaultSize: 20 },
      (after, limit) => interactions.list(tenantId, { ...filter, after, limit }),
      ({ beganAt, id }): [number, string] => [beganAt, id],
    );
    const found = items.map(({ kind, beganAt, endedAt, ...interaction }) => ({
      ...interaction,
      kind: KINDS[kind],
      beganAt: timestampFromMs(beganAt),
      endedAt: timestampFromMs(endedAt),
    }));
    return { interactions: found, nextPageToken };
  });
