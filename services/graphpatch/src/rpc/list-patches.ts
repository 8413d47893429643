import { GraphPatchService, ListPatchesResponseSchema } from '@ameide/contracts/graph/v1/graph_patch_service';
import { encodedAnswer, readPage, unary } from '@ameide/service-kit/rpc';
import { z } from 'zod';
import type { GraphpatchDeps } from '../app/deps.ts';
import { patchStateFromWire } from '../wire/patch.ts';
import { refusals } from './refusals.ts';

const DEFAULT_PAGE_SIZE = 20;
const place = z.object({ proposedAt: z.iso.datetime(), id: z.uuid() });

export const listPatches = ({ models, patchRows, worker }: Pick<GraphpatchDeps, 'models' | 'patchRows' | 'worker'>) =>
  unary(GraphPatchService.method.listPatches, 'graph.viewer', async (request, { tenantId, signal }) => {
    const { ref: model } = refusals.accept(await models.find(tenantId, request.ref));
    const state = patchStateFromWire(request.state);
    const page = await readPage(
      request,
      { list: `ListPatches ${request.ref} ${state ?? ''}`, place, defaultSize: DEFAULT_PAGE_SIZE },
      (after, limit) => patchRows.list(tenantId, { model, limit, ...(state && { state }), ...(after && { after }) }),
      ({ proposedAt, id }) => ({ proposedAt: new Date(proposedAt).toISOString(), id }),
    );
    const answer = await worker.patches(tenantId, page.items, page.nextPageToken, signal);
    return encodedAnswer(ListPatchesResponseSchema, answer);
  });
