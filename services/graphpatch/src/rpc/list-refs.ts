import { VersionService } from '@ameide/contracts/graph/v1/version_service';
import { readPage, unary } from '@ameide/service-kit/rpc';
import { z } from 'zod';
import type { GraphpatchDeps } from '../app/deps.ts';
import type { RefPlace } from '../app/ref-ports.ts';
import { modelRefToWire, refKindsFromWire } from '../wire/model-ref.ts';

const DEFAULT_PAGE_SIZE = 20;
const place = z.object({
  artifactId: z.uuid(),
  branch: z.string(),
  version: z.int32().min(1),
  rank: z.int().min(0).max(2),
  key: z.string(),
});

export const listRefs = ({ refRows }: Pick<GraphpatchDeps, 'refRows'>) =>
  unary(VersionService.method.listRefs, 'graph.viewer', async (request, { tenantId }) => {
    const { artifactId } = request;
    const kinds = refKindsFromWire(request.kinds);
    const page = await readPage(
      request,
      { list: `ListRefs ${artifactId} ${kinds.join()}`, place, defaultSize: DEFAULT_PAGE_SIZE },
      (after, limit) =>
        refRows.list(tenantId, { kinds, limit, ...(artifactId && { artifactId }), ...(after && { after }) }),
      ({ artifactId, branch, version, rank, key }): RefPlace & Record<string, number | string> => ({
        ...{ artifactId, branch, version, rank, key },
      }),
    );
    return { refs: page.items.map(modelRefToWire), nextPageToken: page.nextPageToken };
  });
