/** Of each limit: whether it is a slot, limit, window or time to live in ms, amount or holder. */
export const ARGUMENTS_PER_LIMIT = 4;

/** What a wait says that never ends. */
export const NEVER = -1;

/**
 * Looks at all limits, then takes of all of them, in one step. A rate is a hash of what was used, and when; a slot is a sorted
 * set of holders by the time when their places end. Each key lives no longer than what it says.
 *
 * Keys: one for each limit. Arguments: the time in ms (empty for the server's), '1' to take without looking, then those
 * of each limit. Answers 1 and what is left of each, or 0, the place of the limit that takes longest, and its wait in ms.
 */
export const TAKE = `
local now, forced = tonumber(ARGV[1]), ARGV[2] == '1'
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local asked, refusedBy, longest = {}, 0, 0
for i, key in ipairs(KEYS) do
  local first = 3 + (i - 1) * ${ARGUMENTS_PER_LIMIT}
  local slot, limit, span, what = ARGV[first] == '1', tonumber(ARGV[first + 1]), tonumber(ARGV[first + 2]), ARGV[first + 3]
  local wait, count = 0, 0
  if slot then
    redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
    count = redis.call('ZCARD', key)
    if count >= limit and not redis.call('ZSCORE', key, what) then
      local oldest = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')[2]
      wait = limit <= 0 and math.huge or math.max(1, tonumber(oldest) - now)
    end
  else
    local known = redis.call('HMGET', key, 'used', 'at')
    local used = tonumber(known[1] or 0)
    if known[2] then used = math.max(0, used - math.max(0, now - tonumber(known[2])) * (limit / span)) end
    count = math.max(0, used + tonumber(what))
    if tonumber(what) > limit then
      wait = math.huge
    elseif count > limit then
      wait = math.ceil((count - limit) * span / limit)
    end
  end
  if wait > longest then refusedBy, longest = i, wait end
  asked[i] = {slot, limit, span, what, count}
end
if longest > 0 and not forced then return {0, refusedBy - 1, longest == math.huge and ${NEVER} or longest} end

local left = {1}
for i, key in ipairs(KEYS) do
  local slot, limit, span, what, count = unpack(asked[i])
  if slot then
    if span > 0 then
      redis.call('ZADD', key, now + span, what)
      if redis.call('PTTL', key) < span then redis.call('PEXPIRE', key, span) end
    else
      redis.call('ZREM', key, what)
    end
    count = redis.call('ZCARD', key)
  else
    redis.call('HSET', key, 'used', count, 'at', now)
    redis.call('PEXPIRE', key, limit > 0 and math.ceil(count * span / limit) + 1000 or span)
  end
  left[i + 1] = math.max(0, math.floor(limit - count))
end
return left
`;
