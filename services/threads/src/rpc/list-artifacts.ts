import { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { unary } from '@ameide/service-kit/rpc';
import { z } from 'zod';
import type { ThreadsDeps } from '../app/deps.ts';
import { artifactToWire } from '../wire/artifact.ts';
import { readListPage } from './list-page.ts';

export const listArtifacts = ({ queries }: ThreadsDeps) =>
  unary(ArtifactQueryService.method.listArtifacts, 'graph.viewer', async (request, caller) => {
    const kind = request.kind || undefined;
    const { items, ...page } = await readListPage(
      request,
      { list: `artifacts/${request.kind}`, place: z.uuid(), defaultSize: 20 },
      queries(caller).artifacts({ kind }),
      (artifact) => artifact.id,
    );
    return { artifacts: items.map(artifactToWire), ...page };
  });
