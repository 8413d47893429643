export { createInProcessLiveStreams, type InProcessOptions } from './in-process.ts';
export { createInProcessPresence } from './in-process-presence.ts';
export {
  DEFAULT_LIMITS,
  type Delivery,
  type Limits,
  type LiveStreams,
  type Position,
  type ReadOptions,
  StaleEpochError,
} from './live-streams.ts';
export { openLiveStreams, openPresence } from './open.ts';
export type { Members, Presence, PresenceOptions } from './presence.ts';
export { openRedisLiveStreams, type RedisLiveStreamsOptions } from './redis.ts';
export { openRedisPresence, type RedisPresenceOptions } from './redis-presence.ts';
