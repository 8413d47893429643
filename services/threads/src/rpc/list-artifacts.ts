import { ArtifactOrder, ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { unary } from '@ameide/service-kit/rpc';
import { z } from 'zod';
import type { ThreadsDeps } from '../app/deps.ts';
import { RESTORABLE_MS } from '../domain/restorable.ts';
import { artifactToWire } from '../wire/artifact.ts';
import { readListPage } from './list-page.ts';

export const listArtifacts = ({ queries, now }: ThreadsDeps) =>
  unary(ArtifactQueryService.method.listArtifacts, 'graph.viewer', async (request, caller) => {
    const { kind, titleContains, deleted, artifactIds: ids } = request;
    const order = request.order === ArtifactOrder.NEWEST_FIRST ? 'newest' : 'title';
    const filter = {
      kind: kind || undefined,
      titleContains,
      ids: ids.length > 0 ? ids : undefined,
      deletedSince: deleted ? now() - RESTORABLE_MS : undefined,
    };
    const { items, ...page } = await readListPage(
      request,
      {
        list: `artifacts/${JSON.stringify([kind, titleContains, deleted, order, ids])}`,
        place: z.uuid(),
        defaultSize: 20,
      },
      queries(caller).artifacts(filter, order),
      (artifact) => artifact.id,
    );
    return { artifacts: items.map(artifactToWire), ...page };
  });
