/** Changes of one session that must not be seen half done. A session is a hash: `data`, `generation` and `usedAt`, or `ended`. */
export const scripts = {
  sessionCreate: {
    numberOfKeys: 1,
    lua: `
redis.call('HSET', KEYS[1], 'data', ARGV[1], 'usedAt', ARGV[2], 'generation', 0)
redis.call('PEXPIREAT', KEYS[1], ARGV[3])`,
  },
  sessionRenew: {
    numberOfKeys: 1,
    lua: `
if redis.call('HGET', KEYS[1], 'generation') ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], 'data', ARGV[1])
redis.call('HINCRBY', KEYS[1], 'generation', 1)
return 1`,
  },
  sessionTouch: {
    numberOfKeys: 1,
    lua: `
if redis.call('HEXISTS', KEYS[1], 'data') == 0 then return 0 end
redis.call('HSET', KEYS[1], 'usedAt', ARGV[1])
redis.call('PEXPIREAT', KEYS[1], ARGV[2])
return 1`,
  },
  sessionEnd: {
    numberOfKeys: 1,
    lua: `
local was = redis.call('HMGET', KEYS[1], 'data', 'usedAt')
if not was[1] then return nil end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'ended', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return was`,
  },
  sessionUnlock: {
    numberOfKeys: 1,
    lua: `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`,
  },
} as const;
