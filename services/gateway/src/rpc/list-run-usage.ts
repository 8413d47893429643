import { InferenceService, type ListRunUsageRequest } from '@ameide/contracts/inference/v1/inference_service';
import { readPage, unary } from '@ameide/service-kit/rpc';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import { z } from 'zod';
import type { GatewayDeps } from '../app/deps.ts';
import { isTimeZone } from '../app/usage/time-zone.ts';
import { refusals } from './refusals.ts';

const DEFAULT_PAGE_SIZE = 20;
const place = z.object({ day: z.iso.date(), agentId: z.string(), model: z.string() });

export const listRunUsage = ({ runs }: GatewayDeps) =>
  unary(InferenceService.method.listRunUsage, 'graph.viewer', async (request, { tenantId, actorId: userId }) => {
    const timeZone = request.timeZone || 'UTC';
    if (!isTimeZone(timeZone)) throw refusals.error({ reason: 'time_zone_unknown' });
    const { createdAfter, createdBefore } = request;
    const which = {
      tenantId,
      userId,
      timeZone,
      createdAfter: createdAfter && timestampMs(createdAfter),
      createdBefore: createdBefore && timestampMs(createdBefore),
    };
    const page = await readPage(
      request,
      { list: listName(request), place, defaultSize: DEFAULT_PAGE_SIZE },
      (after, limit) => runs.usage(which, after, limit),
      ({ day, agentId, model }) => ({ day, agentId, model }),
    );
    const total = request.pageToken === '' ? await runs.totalUsage(which) : undefined;
    return { usage: page.items, nextPageToken: page.nextPageToken, ...(total && { total }) };
  });

/** A page token holds for one list. */
function listName({ createdAfter, createdBefore, timeZone }: ListRunUsageRequest): string {
  const times = [createdAfter, createdBefore].map((time) => time && timestampMs(time));
  return `ListRunUsage ${JSON.stringify([...times, timeZone])}`;
}
