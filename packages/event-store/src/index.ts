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
export { type Cursor, compareCursors, formatCursor, parseCursor, START } from './cursor.ts';
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
  type Backlog,
  createEventStore,
  type EventStore,
  type EventStoreOptions,
  type InTransaction,
  type LogHolder,
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
export { eventStoreMigrations } from './migrations.ts';
export type { Upcaster } from './upcasters.ts';
