import { InferenceService, type ListRunsRequest } from '@ameide/contracts/inference/v1/inference_service';
import { identityOf, readPage, unary } from '@ameide/service-kit/rpc';
import { z } from 'zod';
import type { GatewayDeps } from '../app/deps.ts';
import { runToWire } from '../wire/run.ts';
import { stateFromWire } from '../wire/run-state.ts';

const DEFAULT_PAGE_SIZE = 20;
const place = z.object({ createdAt: z.int(), id: z.uuid() });

export const listRuns = ({ runs, threads }: GatewayDeps) =>
  unary(InferenceService.method.listRuns, 'graph.viewer', async (request, caller) => {
    const { threadId, agentId } = request;
    const { tenantId, actorId: userId } = caller;
    if (threadId !== '') await threads.find(identityOf(caller), threadId);
    const of = threadId === '' ? { userId } : { threadId };
    const phases = request.states.map(stateFromWire);
    const page = await readPage(
      request,
      { list: listName(request), place, defaultSize: DEFAULT_PAGE_SIZE },
      (after, limit) => runs.list({ tenantId, of, phases, agentId }, after, limit),
      ({ createdAt, id }) => ({ createdAt, id }),
    );
    return { runs: page.items.map((run) => runToWire(run)), nextPageToken: page.nextPageToken };
  });

/** A page token holds for one list. */
function listName({ threadId, states, agentId }: ListRunsRequest): string {
  return `ListRuns ${JSON.stringify([threadId, states.toSorted(), agentId])}`;
}
