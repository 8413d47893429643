import { createInProcessRateLimits } from './in-process.ts';
import type { RateLimits } from './rate-limits.ts';
import { openRedisRateLimits } from './redis.ts';
import { createLimitsThatMayBeAway, type WhenAway } from './when-away.ts';

/**
 * Limits in Redis if there is a URL, else in the memory of this process.
 * @throws Error when Redis cannot be reached now; later losses of the connection are survived
 */
export async function openRateLimits(
  redisUrl: string | undefined,
  whenAway: WhenAway,
  onConnectionError: (error: Error) => void,
): Promise<RateLimits> {
  const own = createInProcessRateLimits();
  if (redisUrl === undefined) return own;
  const shared = await openRedisRateLimits({ url: redisUrl, onConnectionError });
  return createLimitsThatMayBeAway(shared, own, whenAway);
}
