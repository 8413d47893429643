export { type FactoryOptions, liveStreamsConformance } from './conformance.ts';
export { redisSkipReason, startRedis, type TestRedis } from './redis-server.ts';
