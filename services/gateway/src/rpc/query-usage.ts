import { UsageService } from '@ameide/contracts/usage/v1/usage_service';
import { readPage, unary } from '@ameide/service-kit/rpc';
import { z } from 'zod';
import type { GatewayDeps } from '../app/deps.ts';
import { isTimeZone } from '../app/usage/time-zone.ts';
import { whose } from '../app/usage/whose.ts';
import { filterFromWire, groupingFromWire } from '../wire/usage.ts';
import { refusals } from './refusals.ts';

const DEFAULT_PAGE_SIZE = 20;
const text = z.string();
const place = z.object({ time: text, userId: text, agentId: text, provider: text, model: text });

export const queryUsage = ({ ledger }: GatewayDeps) =>
  unary(UsageService.method.queryUsage, 'graph.viewer', async (request, caller) => {
    const which = filterFromWire(caller.tenantId, whose(caller, request.filter), request.filter);
    const by = groupingFromWire(request.groupBy, request.timeZone);
    if (!isTimeZone(by.timeZone)) throw refusals.error({ reason: 'time_zone_unknown' });
    const page = await readPage(
      request,
      { list: `QueryUsage ${JSON.stringify([which, by])}`, place, defaultSize: DEFAULT_PAGE_SIZE },
      (after, limit) => ledger.sums(which, by, after, limit),
      ({ time, userId, agentId, provider, model }) => ({ time, userId, agentId, provider, model }),
    );
    if (request.pageToken !== '') return { sums: page.items, nextPageToken: page.nextPageToken };
    const [total] = await ledger.sums(which, groupingFromWire([], by.timeZone), undefined, 1);
    return { sums: page.items, nextPageToken: page.nextPageToken, total: total ?? {} };
  });
