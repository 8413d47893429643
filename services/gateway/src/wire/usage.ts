import { type UsageFilter, UsageGrouping } from '@ameide/contracts/usage/v1/usage_service';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import type { LedgerFilter, LedgerGrouping } from '../app/usage/ports.ts';

/** @param userId whose calls; undefined for everybody's */
export function filterFromWire(
  tenantId: string,
  userId: string | undefined,
  filter: UsageFilter | undefined,
): LedgerFilter {
  return {
    tenantId,
    userId,
    agentId: filter?.agentId || undefined,
    provider: filter?.provider || undefined,
    model: filter?.model || undefined,
    threadId: filter?.threadId || undefined,
    calledAfter: filter?.calledAfter && timestampMs(filter.calledAfter),
    calledBefore: filter?.calledBefore && timestampMs(filter.calledBefore),
  };
}

/** By the day where both the day and the month are asked for. */
export function groupingFromWire(groupBy: readonly UsageGrouping[], timeZone: string): LedgerGrouping {
  const by = (grouping: UsageGrouping) => groupBy.includes(grouping);
  return {
    time: by(UsageGrouping.DAY) ? 'day' : by(UsageGrouping.MONTH) ? 'month' : undefined,
    timeZone: timeZone || 'UTC',
    user: by(UsageGrouping.USER),
    agent: by(UsageGrouping.AGENT),
    provider: by(UsageGrouping.PROVIDER),
    model: by(UsageGrouping.MODEL),
  };
}
