import { VersionService } from '@ameide/contracts/graph/v1/version_service';
import { readPage, unary } from '@ameide/service-kit/rpc';
import { z } from 'zod';
import { artifactHistory } from '../app/artifact-history.ts';
import type { GraphpatchDeps } from '../app/deps.ts';
import { historyEntryToWire } from '../wire/history.ts';
import { refusals } from './refusals.ts';

const DEFAULT_PAGE_SIZE = 20;
const LAST_INSTANT_MS = Date.UTC(9999, 11, 31);
const place = z.object({ happenedAt: z.int().min(0).max(LAST_INSTANT_MS), id: z.string().max(128) });

export const getArtifactHistory = (deps: Pick<GraphpatchDeps, 'artifactEvents' | 'refRows'>) =>
  unary(VersionService.method.getArtifactHistory, 'graph.viewer', async (request, caller) => {
    const { artifactId } = request;
    const page = await readPage(
      request,
      { list: `GetArtifactHistory ${artifactId}`, place, defaultSize: DEFAULT_PAGE_SIZE },
      async (after, limit) => refusals.accept(await artifactHistory(deps, caller, artifactId, after, limit)),
      ({ happenedAt, id }) => ({ happenedAt, id }),
    );
    return { entries: page.items.map(historyEntryToWire), nextPageToken: page.nextPageToken };
  });
