export { createInProcessRateLimits, type InProcessOptions } from './in-process.ts';
export { openRateLimits } from './open.ts';
export { type Limit, LimitsAwayError, type Rate, type RateLimits, type Slot, type Taken } from './rate-limits.ts';
export { openRedisRateLimits, type RedisRateLimitsOptions } from './redis.ts';
export { createLimitsThatMayBeAway, type WhenAway } from './when-away.ts';
