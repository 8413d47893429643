import { UsageService } from '@ameide/contracts/usage/v1/usage_service';
import { unary } from '@ameide/service-kit/rpc';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import type { GatewayDeps } from '../app/deps.ts';
import { isTimeZone } from '../app/usage/time-zone.ts';
import { reconcile, type UsageLine } from '../domain/usage/reconcile.ts';
import { refusals } from './refusals.ts';

/** Days and models of one bill; more than a year of them fit. */
const MOST_SUMS = 20_000;

export const reconcileUsage = ({ ledger }: GatewayDeps) =>
  unary(UsageService.method.reconcileUsage, 'graph.admin', async (request, { tenantId }) => {
    const timeZone = request.timeZone || 'UTC';
    if (!isTimeZone(timeZone)) throw refusals.error({ reason: 'time_zone_unknown' });
    const which = {
      ...{ tenantId, userId: undefined, agentId: undefined, model: undefined, threadId: undefined },
      provider: request.provider,
      calledAfter: timestampMs(request.calledAfter!),
      calledBefore: timestampMs(request.calledBefore!),
    };
    const by = { time: 'day', timeZone, user: false, agent: false, provider: false, model: true } as const;
    const sums = await ledger.sums(which, by, undefined, MOST_SUMS);
    const { differences, matching } = reconcile(
      sums.map(({ time: day, ...sum }) => lineOf({ ...sum, day })),
      request.lines.map(lineOf),
    );
    return {
      matching,
      differences: differences.map((one) => ({
        difference: one.difference,
        ...(one.ledger && { ledger: one.ledger }),
        ...(one.bill && { bill: one.bill }),
      })),
    };
  });

function lineOf(of: UsageLine): UsageLine {
  const { day, model, inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, costNanoUsd } = of;
  return { day, model, inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, costNanoUsd };
}
