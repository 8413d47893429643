import type { Cursor, EventBody, LogHolder, RecordedEvent } from '@ameide/event-store';
import type { Transaction } from '@ameide/postgres';
import type pg from 'pg';

/** What a service knows of the events of others. Where they come from, the log itself or a broker, it cannot tell. */
export interface EventFeed {
  /**
   * Handles each event of a context exactly once in effect: how far it has come commits with what `handle` wrote.
   * @throws TypeError when the feed does not have the context.
   */
  subscribe<E extends EventBody = EventBody>(options: SubscriptionOptions<E>): Subscription;
}

/** Handles one event. `tx` acts for the event's tenant and commits with the checkpoint: no effects elsewhere. */
export type EventHandler<E extends EventBody = EventBody> = (event: RecordedEvent<E>, tx: Transaction) => Promise<void>;

/** Where a consumer keeps its checkpoints and dead letters: a schema with `consumerMigrations`, and its pool. */
export interface ConsumerStorage {
  readonly pool: pg.Pool;
  readonly schema: string;
}

export interface SubscriptionOptions<E extends EventBody = EventBody> {
  /** Of the checkpoint, unique in `storage`. Replicas of a service use the same name and share the work. */
  readonly name: string;
  /** Whose events: the context in `ameide.<context>.events`. */
  readonly context: string;
  /** Where the checkpoint is and what `tx` belongs to. */
  readonly storage: ConsumerStorage;
  readonly handle: EventHandler<E>;
  /** Only events of these types. */
  readonly types?: readonly string[];
  /** Only events of this tenant. */
  readonly tenant?: string;
  /** Where a new subscription begins; at the start of the log unless told. */
  readonly startAfter?: Cursor;
  /** Events in one transaction at most; 100 unless told. */
  readonly batchSize?: number;
  /** Times an event is tried before it becomes a dead letter; 5 unless told. */
  readonly maxAttempts?: number;
  /** Milliseconds that `handle` may take for one event; longer is a failed attempt. 30,000 unless told. */
  readonly handlerDeadlineMs?: number;
  /** Milliseconds between looks when nothing announces an event; 1000 unless told. */
  readonly pollIntervalMs?: number;
  /** After a commit, with the events that were handled. Must not throw. */
  readonly onHandled?: (events: readonly RecordedEvent<E>[]) => void;
  /** In the transaction in which an event becomes a dead letter, which acts for the event's tenant. */
  readonly onDeadLetter?: (event: RecordedEvent<E>, tx: Transaction) => Promise<void>;
  /** Told as events arrive, and every `pollIntervalMs` while something holds them back. */
  readonly onLag?: (lag: Lag) => void;
  /** Told of every failed attempt and of every time that the database or the broker cannot be reached. */
  readonly onError?: (error: unknown, event?: RecordedEvent<E>) => void;
  /** Stops the subscription, as `stop` does. */
  readonly signal?: AbortSignal;
}

/** How far a subscription is behind. */
export interface Lag {
  /** Since the oldest event that no replica has handled was recorded, by the clock of this machine; 0 when all are. */
  readonly seconds: number;
  /** Why these events cannot be read although they are committed; absent when they can. */
  readonly heldBy?: Holder;
}

/** What keeps committed events from readers. */
export type Holder =
  | LogHolder
  /** No relay has said for so many seconds that it publishes the log; or none ever did. */
  | { readonly kind: 'relay'; readonly seconds: number | null };

/** One line for logs, `/status` and messages. Nothing of tenants, no SQL. */
export function describeHolder(holder: Holder): string {
  const age = holder.seconds === null ? '' : `, for ${Math.round(holder.seconds)} s`;
  switch (holder.kind) {
    case 'session':
      return `a transaction of "${holder.applicationName}" (PostgreSQL process ${holder.pid}) is still open${age}`;
    case 'prepared':
      return `the prepared transaction "${holder.gid}" has not ended${age}`;
    case 'unknown':
      return 'a transaction that PostgreSQL does not name is still open';
    case 'relay':
      return `no relay publishes the log${age}`;
  }
}

export interface Subscription {
  /** Resolves when everything before `cursor` and the event at it have been handled. Rejects when stopped before. */
  waitFor(cursor: Cursor, signal?: AbortSignal): Promise<void>;
  /** Resolves when everything that was committed before the call has been handled. */
  caughtUp(signal?: AbortSignal): Promise<void>;
  /** Found out when asked, so it is true also while a handler hangs, and the same for every replica. */
  lag(): Promise<Lag>;
  /** Resolves when the batch in hand has been committed or rolled back; nothing is handled afterwards. */
  stop(): Promise<void>;
  /** Resolves after `stop`; rejects when reading fails for good (a missing right, a missing schema). */
  readonly ended: Promise<void>;
}
