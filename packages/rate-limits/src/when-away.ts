import { LimitsAwayError, type RateLimits } from './rate-limits.ts';

/** What happens while what keeps the limits is away: `open` lets each process limit by itself, `closed` lets nobody pass. */
export type WhenAway = 'open' | 'closed';

/** Limits that others share, and this process's own while the shared ones are away. */
export function createLimitsThatMayBeAway(shared: RateLimits, own: RateLimits, whenAway: WhenAway): RateLimits {
  if (whenAway === 'closed') return shared;
  return {
    async take(limits) {
      try {
        return await shared.take(limits);
      } catch (error) {
        if (error instanceof LimitsAwayError) return own.take(limits);
        throw error;
      }
    },
    async put(limits) {
      await Promise.all([own.put(limits.filter((limit) => limit.kind === 'slot')), shared.put(limits)]);
    },
    async close() {
      await Promise.all([own.close(), shared.close()]);
    },
  };
}
