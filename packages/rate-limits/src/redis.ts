import { connectRedis } from '@ameide/live-streams/redis';
import type { Redis } from 'ioredis';
import { type Limit, LimitsAwayError, type RateLimits, type Taken } from './rate-limits.ts';
import { NEVER, TAKE } from './redis-script.ts';

export interface RedisRateLimitsOptions {
  /** `redis://` or `rediss://`, with user, password and database if there are any. Redis 7 or newer. */
  readonly url: string;
  /** Begins every key. What is in braces keeps all keys on one node of a cluster. */
  readonly prefix?: string;
  /** Milliseconds since 1970; the clock of Redis unless given. */
  readonly now?: () => number;
  readonly onConnectionError?: (error: Error) => void;
}

const COMMAND_TIMEOUT_MS = 2_000;
/** How long nobody waits for Redis after it has failed, in ms: one that hangs costs a few calls their time, not all of them. */
const PAUSE_MS = 500;
/** Limits that one call of Redis looks at; more would hold others up. */
const LIMITS_PER_CALL = 200;

interface ScriptedRedis extends Redis {
  takeLimits(keyCount: number, ...keysAndArguments: readonly (string | number)[]): Promise<number[]>;
}

/**
 * Limits in Redis, which hold over all processes: one round trip for all that a request takes.
 * @throws Error when Redis cannot be reached; later losses of the connection are survived
 */
export async function openRedisRateLimits(options: RedisRateLimitsOptions): Promise<RateLimits> {
  const { prefix = '{ameide-limits}:', now } = options;
  const scripts = { takeLimits: { lua: TAKE } };
  const redis = (await connectRedis(options, { scripts, commandTimeout: COMMAND_TIMEOUT_MS })) as ScriptedRedis;
  let pausedUntil = 0;

  async function call(limits: readonly Limit[], forced: boolean): Promise<number[]> {
    if (performance.now() < pausedUntil) throw new Error('Redis has failed a moment ago');
    const keys = limits.map(({ key }) => prefix + key);
    try {
      const given = [now?.() ?? '', forced ? 1 : 0, ...limits.flatMap(argumentsOf)];
      return await redis.takeLimits(keys.length, ...keys, ...given);
    } catch (error) {
      pausedUntil = performance.now() + PAUSE_MS;
      throw error;
    }
  }

  return {
    async take(limits): Promise<Taken> {
      const [taken, ...rest] = await call(limits, false).catch((error) => {
        throw new LimitsAwayError(error);
      });
      if (taken === 1) return { taken: true, left: rest };
      const [refusedBy, wait] = rest;
      return { taken: false, refusedBy: refusedBy!, retryAfterMs: wait === NEVER ? undefined : wait };
    },
    async put(limits) {
      for (let from = 0; from < limits.length; from += LIMITS_PER_CALL) {
        await call(limits.slice(from, from + LIMITS_PER_CALL), true).catch(() => undefined);
      }
    },
    async close() {
      redis.disconnect();
    },
  };
}

function argumentsOf(limit: Limit): readonly (string | number)[] {
  return limit.kind === 'slot'
    ? [1, limit.limit, limit.ttlMs, limit.holder]
    : [0, limit.limit, limit.windowMs, limit.amount];
}
