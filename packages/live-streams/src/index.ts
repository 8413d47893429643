export { createInProcessLiveStreams, type InProcessOptions } from './in-process.ts';
export {
  DEFAULT_LIMITS,
  type Delivery,
  type Limits,
  type LiveStreams,
  type Position,
  type ReadOptions,
  StaleEpochError,
} from './live-streams.ts';
export { openLiveStreams } from './open.ts';
export { openRedisLiveStreams, type RedisLiveStreamsOptions } from './redis.ts';
