import { DiffLayer, DiffResponseSchema, VersionService } from '@ameide/contracts/graph/v1/version_service';
import { decodePageToken, encodedAnswer, encodePageToken, unary } from '@ameide/service-kit/rpc';
import { z } from 'zod';
import type { GraphpatchDeps } from '../app/deps.ts';
import { diffVersions } from '../app/diff-versions.ts';
import { refusals } from './refusals.ts';

const DEFAULT_PAGE_SIZE = 200;
const place = z.int32().min(0);

export const diff = (deps: GraphpatchDeps) =>
  unary(VersionService.method.diff, 'graph.viewer', async (request, caller) => {
    const { baseRef, targetRef, document, pageToken } = request;
    const layer = layerOf(request.layer);
    const list = `Diff ${baseRef} ${targetRef} ${layer}`;
    const skip = pageToken === '' ? 0 : decodePageToken(list, place, pageToken);
    const size = request.pageSize || DEFAULT_PAGE_SIZE;
    const page = { skip, size, nextPageToken: encodePageToken(list, skip + size) };
    const answer = await diffVersions(deps, caller, { baseRef, targetRef, layer, document, ...page });
    return encodedAnswer(DiffResponseSchema, refusals.accept(answer));
  });

function layerOf(layer: DiffLayer): 'both' | 'layout' | 'semantic' {
  if (layer === DiffLayer.UNSPECIFIED) return 'both';
  return layer === DiffLayer.LAYOUT ? 'layout' : 'semantic';
}
