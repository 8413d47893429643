export {
  type Appended,
  type AppendRequest,
  type AppendResult,
  type ExpectedVersion,
  fingerprint,
  type IdempotencyKey,
  type IdempotencyKeyReused,
  type IdempotencyRecord,
  type Replayed,
  type StreamAppend,
  type Written,
  type WrongExpectedVersion,
} from './append.ts';
export type { Bell, Ear } from './bell.ts';
export { type Cursor, compareCursors, parseCursor, START } from './cursor.ts';
export { type ConsumerStorage, type DeadLetter, readDeadLetters } from './dead-letters.ts';
export {
  type Aggregate,
  type Decider,
  type Decision,
  type HandleOptions,
  type HandleResult,
  handle,
  loadAggregate,
} from './decider.ts';
export {
  createEventStore,
  type EventStore,
  type EventStoreOptions,
  type InTransaction,
  type LogPage,
  type ReadAllOptions,
  type ReadStreamOptions,
  type Snapshot,
} from './event-store.ts';
export {
  type EventBody,
  type EventMetadata,
  type NewEvent,
  parseStreamName,
  type RecordedEvent,
  streamName,
} from './events.ts';
export { type FollowOptions, follow } from './follow.ts';
export { consumerMigrations, eventStoreMigrations } from './migrations.ts';
export {
  type EventHandler,
  replayDeadLetters,
  type Subscription,
  type SubscriptionOptions,
  subscribe,
} from './subscription.ts';
export type { Upcaster } from './upcasters.ts';
