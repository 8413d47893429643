import { ModelService } from '@ameide/contracts/graph/v1/model_service';
import { readPage, unary } from '@ameide/service-kit/rpc';
import { z } from 'zod';
import type { GraphpatchDeps } from '../app/deps.ts';
import { commitToWire } from '../wire/patch.ts';
import { refusals } from './refusals.ts';

const DEFAULT_PAGE_SIZE = 20;

export const listCommits = ({ models, modelRows }: Pick<GraphpatchDeps, 'modelRows' | 'models'>) =>
  unary(ModelService.method.listCommits, 'graph.viewer', async (request, { tenantId }) => {
    const { artifactId, branch, version } = refusals.accept(await models.find(tenantId, request.ref)).ref;
    const page = await readPage(
      request,
      { list: `ListCommits ${request.ref}`, place: z.int32().min(1), defaultSize: DEFAULT_PAGE_SIZE },
      (after = version + 1, limit) => modelRows.commits(tenantId, { artifactId, branch, version: after - 1 }, limit),
      (commit) => commit.version,
    );
    return { commits: page.items.map(commitToWire), nextPageToken: page.nextPageToken };
  });
