export { type FactoryOptions, liveStreamsConformance } from './conformance.ts';
export { presenceConformance } from './presence-conformance.ts';
export { redisSkipReason, startRedis, type TestRedis } from './redis-server.ts';
