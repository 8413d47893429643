import { VersionService } from '@ameide/contracts/graph/v1/version_service';
import { readPage, unary } from '@ameide/service-kit/rpc';
import { z } from 'zod';
import type { GraphpatchDeps } from '../app/deps.ts';
import { baselineToWire } from '../wire/baseline.ts';
import { refusals } from './refusals.ts';

const DEFAULT_PAGE_SIZE = 20;
const place = z.object({ version: z.int32().min(1), key: z.string() });

export const listBaselines = ({ models, refRows }: Pick<GraphpatchDeps, 'models' | 'refRows'>) =>
  unary(VersionService.method.listBaselines, 'graph.viewer', async (request, { tenantId }) => {
    const { ref: model } = refusals.accept(await models.find(tenantId, request.ref));
    const { contains } = request;
    const page = await readPage(
      request,
      { list: `ListBaselines ${request.ref} ${contains}`, place, defaultSize: DEFAULT_PAGE_SIZE },
      (after, limit) => refRows.baselines(tenantId, { model, contains, limit, ...(after && { after }) }),
      ({ version, key }) => ({ version, key }),
    );
    return { baselines: page.items.map(baselineToWire), nextPageToken: page.nextPageToken };
  });
