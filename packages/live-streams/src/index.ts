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
