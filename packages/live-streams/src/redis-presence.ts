import type { Redis } from 'ioredis';
import { DEFAULT_PRESENCE_TTL_MS, isSame, type Members, type Presence, type PresenceOptions } from './presence.ts';
import { connectRedis } from './redis-connection.ts';
import { createNotifications } from './redis-notifications.ts';

export interface RedisPresenceOptions extends PresenceOptions {
  /** As that of `openRedisLiveStreams`. */
  readonly url: string;
  /** Begins every key. What is in braces keeps all keys on one node of a cluster. */
  readonly prefix?: string;
  readonly onConnectionError?: (error: Error) => void;
}

const COMMAND_TIMEOUT_MS = 5_000;
/** How long a watcher trusts that nothing has changed when it hears nothing. */
const RECHECK_MS = 5_000;

/*
 * members:<place>  a hash: what was last said of each member
 * until:<place>    the same members, by the time in ms when they go
 */
const PRELUDE = `
local members, untils, channel = KEYS[1] .. 'members:' .. ARGV[1], KEYS[1] .. 'until:' .. ARGV[1], KEYS[1] .. ARGV[1]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', untils, '-inf', now)) do
  redis.call('HDEL', members, gone)
  redis.call('ZREM', untils, gone)
end
`;
/** place, member, data, ttl */
const ANNOUNCE = `${PRELUDE}
local known = redis.call('HGET', members, ARGV[2])
redis.call('HSET', members, ARGV[2], ARGV[3])
redis.call('ZADD', untils, now + ARGV[4], ARGV[2])
redis.call('PEXPIRE', members, ARGV[4])
redis.call('PEXPIRE', untils, ARGV[4])
if known ~= ARGV[3] then redis.call('PUBLISH', channel, '') end
`;
/** place, member */
const LEAVE = `${PRELUDE}
redis.call('ZREM', untils, ARGV[2])
if redis.call('HDEL', members, ARGV[2]) > 0 then redis.call('PUBLISH', channel, '') end
`;
/** place -> ms until the first one goes, empty when there is nobody; then each member and what was said of it */
const READ = `${PRELUDE}
local first = redis.call('ZRANGE', untils, 0, 0, 'WITHSCORES')[2]
local found = redis.call('HGETALL', members)
table.insert(found, 1, first and tostring(first - now) or '')
return found
`;

interface ScriptedRedis extends Redis {
  presenceAnnounce(prefix: string, ...args: readonly (string | number | Buffer)[]): Promise<unknown>;
  presenceLeave(prefix: string, place: string, member: string): Promise<unknown>;
  presenceReadBuffer(prefix: string, place: string): Promise<Buffer[]>;
}

/** Presence in Redis: any number of processes announce and watch. @throws Error when Redis cannot be reached */
export async function openRedisPresence(options: RedisPresenceOptions): Promise<Presence> {
  const { ttlMs = DEFAULT_PRESENCE_TTL_MS, prefix = '{ameide-presence}:' } = options;
  const scripts = {
    presenceAnnounce: { lua: ANNOUNCE, numberOfKeys: 1 },
    presenceLeave: { lua: LEAVE, numberOfKeys: 1 },
    presenceRead: { lua: READ, numberOfKeys: 1 },
  };
  const commands = (await connectRedis(options, { scripts, commandTimeout: COMMAND_TIMEOUT_MS })) as ScriptedRedis;
  const subscriber = await connectRedis(options).catch((error) => {
    commands.disconnect();
    throw error;
  });
  const notifications = createNotifications(subscriber);
  const closed = new AbortController();

  async function read(place: string): Promise<{ members: Members; goesInMs: number }> {
    const [first, ...rest] = await commands.presenceReadBuffer(prefix, place);
    const members = new Map<string, Uint8Array>();
    for (let at = 0; at < rest.length; at += 2) members.set(String(rest[at]), rest[at + 1]!);
    return { members, goesInMs: String(first) === '' ? RECHECK_MS : Number(first) };
  }

  return {
    async announce(place, member, data) {
      const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
      await commands.presenceAnnounce(prefix, place, member, bytes, ttlMs);
    },
    async leave(place, member) {
      await commands.presenceLeave(prefix, place, member);
    },
    async *watch(place, signal) {
      const stop = AbortSignal.any([signal, closed.signal]);
      let changed = Promise.withResolvers<void>();
      const hear = () => changed.resolve();
      const forget = notifications.listen(prefix + place, hear);
      stop.addEventListener('abort', hear);
      let told: Members | undefined;
      try {
        while (!stop.aborted) {
          changed = Promise.withResolvers();
          // While Redis is away, whoever was there is still there.
          const found = await read(place).catch(() => undefined);
          if (stop.aborted) return;
          if (found !== undefined && !isSame(told, found.members)) {
            told = found.members;
            yield found.members;
          }
          const timer = setTimeout(hear, Math.min(RECHECK_MS, (found?.goesInMs ?? RECHECK_MS) + 1));
          if (!stop.aborted) await changed.promise;
          clearTimeout(timer);
        }
      } finally {
        stop.removeEventListener('abort', hear);
        forget();
      }
    },
    async close() {
      closed.abort();
      commands.disconnect();
      subscriber.disconnect();
    },
  };
}
