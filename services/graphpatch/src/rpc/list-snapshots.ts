import { ModelEditorService } from '@ameide/contracts/editor/v1/model_editor_service';
import { readPage, unary } from '@ameide/service-kit/rpc';
import { z } from 'zod';
import type { GraphpatchDeps } from '../app/deps.ts';
import { commitToWire } from '../wire/patch.ts';
import { refusals } from './refusals.ts';

const DEFAULT_PAGE_SIZE = 20;

export const listSnapshots = ({ models, modelRows }: Pick<GraphpatchDeps, 'modelRows' | 'models'>) =>
  unary(ModelEditorService.method.listSnapshots, 'graph.viewer', async (request, { tenantId }) => {
    const { artifactId, branch, version } = refusals.accept(await models.find(tenantId, request.ref)).ref;
    const page = await readPage(
      request,
      { list: `ListSnapshots ${request.ref}`, place: z.int32().min(1), defaultSize: DEFAULT_PAGE_SIZE },
      (after = version + 1, limit) => modelRows.snapshots(tenantId, { artifactId, branch, version: after - 1 }, limit),
      (commit) => commit.version,
    );
    return { commits: page.items.map(commitToWire), nextPageToken: page.nextPageToken };
  });
