import {
  GraphPatchService,
  type ListPatchesRequest,
  ListPatchesResponseSchema,
} from '@ameide/contracts/graph/v1/graph_patch_service';
import { encodedAnswer, impliesRole, readPage, unary } from '@ameide/service-kit/rpc';
import { z } from 'zod';
import type { GraphpatchDeps } from '../app/deps.ts';
import { patchStateFromWire } from '../wire/patch.ts';
import { refusals } from './refusals.ts';

const DEFAULT_PAGE_SIZE = 20;
const place = z.object({ proposedAt: z.iso.datetime(), id: z.uuid() });

export const listPatches = ({ models, patchRows, worker }: Pick<GraphpatchDeps, 'models' | 'patchRows' | 'worker'>) =>
  unary(GraphPatchService.method.listPatches, 'graph.viewer', async (request, { tenantId, actorId, roles, signal }) => {
    const model = request.ref === '' ? undefined : refusals.accept(await models.find(tenantId, request.ref)).ref;
    const state = patchStateFromWire(request.state);
    const which = {
      ...(model && { model }),
      ...(state && { state }),
      ...(request.artifactId !== '' && { artifactId: request.artifactId }),
      ...(request.proposedBy !== '' && { proposedBy: request.proposedBy }),
      ...(request.waitsForMe && { waitsFor: actorId }),
      ...(request.decidedForMe && { decidedFor: actorId }),
      byAgents: request.byAgents,
    };
    // What somebody cannot decide does not wait for them.
    const isForOthers = request.waitsForMe && !impliesRole(roles, 'graph.editor');
    const page = await readPage(
      request,
      { list: listName(request), place, defaultSize: DEFAULT_PAGE_SIZE },
      async (after, limit) =>
        isForOthers ? [] : patchRows.list(tenantId, { ...which, limit, ...(after && { after }) }),
      ({ proposedAt, id }) => ({ proposedAt: new Date(proposedAt).toISOString(), id }),
    );
    const answer = await worker.patches(tenantId, page.items, page.nextPageToken, signal);
    return encodedAnswer(ListPatchesResponseSchema, answer);
  });

/** A page token holds for one list. */
function listName({
  ref,
  artifactId,
  state,
  proposedBy,
  waitsForMe,
  byAgents,
  decidedForMe,
}: ListPatchesRequest): string {
  return `ListPatches ${JSON.stringify([ref, artifactId, state, proposedBy, waitsForMe, byAgents, decidedForMe])}`;
}
