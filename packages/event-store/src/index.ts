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
export { type Bell, createBell, type Ear } from './bell.ts';
export { type Aggregate, absent, type Change, change, type Loaded } from './commands/aggregate.ts';
export { fieldsOf } from './commands/columns.ts';
export type {
  Command,
  CommandContext,
  CommandIdempotency,
  CommandRefusal,
  CommandSource,
  Decided,
  Executed,
  Outcome,
  RunCommand,
} from './commands/command.ts';
export { type EncodedChanges, encodeChanges, encodedChanges } from './commands/encoded-changes.ts';
export { mapAnswer } from './commands/map-answer.ts';
export { outcomeOf } from './commands/outcome-of.ts';
export { type RebuildOptions, rebuildTables } from './commands/rebuild.ts';
export { createCommandRunner } from './commands/run-command.ts';
export { type Cursor, compareCursors, formatCursor, parseCursor, START } from './cursor.ts';
export {
  type Backlog,
  createEventStore,
  type EventStore,
  type EventStoreOptions,
  type InTransaction,
  type LogHolder,
  type LogPage,
  type Payload,
  type ReadAllOptions,
  type ReadPayloadsOptions,
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
export { type Expiring, type Expiry, type ExpiryOptions, expire, startExpiry, startSchedule } from './expiry.ts';
export { JsonText } from './json-text.ts';
export { eventStoreMigrations } from './migrations.ts';
export { dataJson, unreadEvent } from './unread-event.ts';
export { createUpcast, type Upcast, type Upcaster } from './upcasters.ts';
