export { type AnnouncementListener, type Announcements, createAnnouncements } from './announcements.ts';
export {
  type DeadLetter,
  type DeadLetterQuery,
  discardDeadLetter,
  readDeadLetters,
  requestReplay,
} from './dead-letters.ts';
export {
  type ConsumerStorage,
  describeHolder,
  type EventFeed,
  type EventHandler,
  type Holder,
  type Lag,
  type Subscription,
  type SubscriptionOptions,
} from './event-feed.ts';
export { createLogFeed } from './log/log-feed.ts';
export { createLogTail, type LogTail, type LogTailOptions } from './log/log-tail.ts';
export { consumerMigrations, relayMigrations } from './migrations.ts';
export { replayDeadLetters } from './replay.ts';
export { type WatchChangeOptions, watchChange } from './watch-change.ts';
