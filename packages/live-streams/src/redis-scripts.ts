/**
 * What Redis does in one step. All keys have one prefix, which keeps them on one node of a cluster:
 *
 *     frames:<stream>  a Redis stream; an entry's id is `<epoch>-<index>`, its one field the frame
 *     meta:<stream>    epoch, opening and last index, whether and when it ended, whether its frames were forgotten
 *     bytes, total     bytes of frames kept, by stream and of all
 *     touched, ended   streams by the time of their last change, and of their end
 *
 * Each key has a time to live, so that what no producer ends is forgotten, too. Arguments: the stream, the time (empty for
 * the server's) and the retention in ms, then those of the script.
 */
const PRELUDE = `
local prefix, stream, retention = KEYS[1], ARGV[1], tonumber(ARGV[3])
local now = tonumber(ARGV[2])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local frames, meta = prefix .. 'frames:' .. stream, prefix .. 'meta:' .. stream
local bytes, total, touched, ended = prefix .. 'bytes', prefix .. 'total', prefix .. 'touched', prefix .. 'ended'

local function addBytes(count)
  redis.call('INCRBY', total, count)
  return redis.call('HINCRBY', bytes, stream, count)
end

local function forgetFrames(name)
  redis.call('DECRBY', total, redis.call('HGET', bytes, name) or 0)
  redis.call('HDEL', bytes, name)
  redis.call('DEL', prefix .. 'frames:' .. name)
  redis.call('ZREM', ended, name)
end

local function forgetOld()
  for _, name in ipairs(redis.call('ZRANGEBYSCORE', touched, '-inf', now - retention, 'LIMIT', 0, 100)) do
    forgetFrames(name)
    redis.call('DEL', prefix .. 'meta:' .. name)
    redis.call('ZREM', touched, name)
  end
end

local function touch()
  redis.call('ZADD', touched, now, stream)
  for _, key in ipairs({frames, meta, bytes, total, touched, ended}) do
    redis.call('PEXPIRE', key, retention + ${60_000})
  end
  redis.call('PUBLISH', prefix .. stream, '')
end
`;

/** epoch, index, frame, '1' for a restart, most frames, bytes and bytes in total -> 'ok' | 'stale', epoch | 'range', next */
export const APPEND = `${PRELUDE}
local epoch, index, frame, restart = tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6], ARGV[7] == '1'
local maxFrames, maxBytes, maxTotal = tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10])
forgetOld()
local known = redis.call('HMGET', meta, 'epoch', 'last', 'endedAt')
local current, last = tonumber(known[1] or 0), tonumber(known[2] or 0)
if epoch < current or (epoch == current and known[3]) then return {'stale', current} end
local expected = epoch > current and 1 or last + 1
if restart and index < expected or not restart and index ~= expected then return {'range', expected} end

if restart or epoch > current then
  forgetFrames(stream)
  redis.call('DEL', meta)
  redis.call('HSET', meta, 'epoch', epoch, 'opening', index)
end
redis.call('XADD', frames, epoch .. '-' .. index, 'f', frame)
redis.call('HSET', meta, 'last', index)
local size, count = addBytes(#frame), redis.call('XLEN', frames)

local function trim()
  local oldest = redis.call('XRANGE', frames, '-', '+', 'COUNT', 1)[1]
  redis.call('XDEL', frames, oldest[1])
  size, count = addBytes(-#oldest[2][2]), count - 1
end
while count > maxFrames or size > maxBytes do trim() end
while tonumber(redis.call('GET', total)) > maxTotal do
  local first = redis.call('ZRANGE', ended, 0, 0)[1]
  if first then
    forgetFrames(first)
    redis.call('HSET', prefix .. 'meta:' .. first, 'forgotten', 1)
    redis.call('PUBLISH', prefix .. first, '')
  elseif count > 0 then
    trim()
  else
    break
  end
end
touch()
return {'ok'}
`;

/** epoch -> 'ok' | 'stale', epoch */
export const END = `${PRELUDE}
local epoch = tonumber(ARGV[4])
forgetOld()
local known = redis.call('HMGET', meta, 'epoch', 'endedAt')
local current = tonumber(known[1] or 0)
if current == 0 then return {'ok'} end
if epoch < current then return {'stale', current} end
if not known[2] then
  redis.call('HSET', meta, 'endedAt', now)
  redis.call('ZADD', ended, now, stream)
  touch()
end
return {'ok'}
`;

/** Nothing of the stream is left. */
export const REMOVE = `${PRELUDE}
forgetFrames(stream)
redis.call('DEL', meta)
redis.call('ZREM', touched, stream)
redis.call('PUBLISH', prefix .. stream, '')
return {'ok'}
`;

/**
 * epoch and index that the reader has, '1' if it was in the stream before, most frames
 * -> 'waiting' | 'over' | 'trimmed', epoch, index | 'frames', epoch, index of the first, ...frames
 */
export const READ = `${PRELUDE}
local epoch, seen, inside, most = tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6] == '1', tonumber(ARGV[7])
local known = redis.call('HMGET', meta, 'epoch', 'opening', 'last', 'endedAt', 'forgotten')
local current, opening, last, endedAt = tonumber(known[1]), tonumber(known[2]), tonumber(known[3]), tonumber(known[4])
if not current or endedAt and endedAt <= now - retention or known[5] and not inside then return {'waiting'} end
local nothing = {endedAt and 'over' or 'waiting'}
if epoch > current then return nothing end
if epoch < current then seen = 0 end
local first = last - redis.call('XLEN', frames) + 1
if seen + 1 < first and first ~= opening then return {'trimmed', current, first - 1} end
local entries = redis.call('XRANGE', frames, '(' .. current .. '-' .. seen, '+', 'COUNT', most)
if #entries == 0 then return nothing end
local found = {'frames', current, math.max(seen + 1, first)}
for _, entry in ipairs(entries) do found[#found + 1] = entry[2][2] end
return found
`;
