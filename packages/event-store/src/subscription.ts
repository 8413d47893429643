import { setTimeout as delay } from 'node:timers/promises';
import { identifier, inTransaction, isConflict, isUnavailable, type Transaction } from '@ameide/postgres';
import { CheckpointMoved, loadCheckpoint, moveCheckpoint, readCheckpoint } from './checkpoint.ts';
import { type Cursor, compareCursors, START } from './cursor.ts';
import { type ConsumerStorage, readDeadLetters, removeDeadLetter, writeDeadLetter } from './dead-letters.ts';
import type { EventStore } from './event-store.ts';
import type { EventBody, RecordedEvent } from './events.ts';
import { follow } from './follow.ts';

/** Handles one event. `tx` acts for the event's tenant and commits with the checkpoint: no effects elsewhere. */
export type EventHandler<E extends EventBody = EventBody> = (event: RecordedEvent<E>, tx: Transaction) => Promise<void>;

export interface SubscriptionOptions<E extends EventBody = EventBody> {
  /** Of the checkpoint. Replicas of a service use the same name and share the work. */
  readonly name: string;
  /** The log to follow, of any schema of the database. */
  readonly log: EventStore;
  /** Where the checkpoint is and what `tx` belongs to; the log's own pool and schema unless told. */
  readonly storage?: ConsumerStorage;
  readonly handle: EventHandler<E>;
  readonly types?: readonly string[];
  readonly tenant?: string;
  /** Where a new subscription begins; at the start of the log unless told. */
  readonly startAfter?: Cursor;
  /** Events in one transaction at most; 100 unless told. */
  readonly batchSize?: number;
  /** Times an event is tried before it becomes a dead letter; 5 unless told. */
  readonly maxAttempts?: number;
  /** Milliseconds between looks when nothing announces an event; 1000 unless told. */
  readonly pollInterval?: number;
  /** After a commit, with the events that were handled. Must not throw. */
  readonly onHandled?: (events: readonly RecordedEvent<E>[]) => void;
  /** Seconds between the recording of the newest handled event and now; 0 when all has been handled. */
  readonly onLag?: (seconds: number) => void;
  /** Told of every failed attempt and of every time that the database cannot be reached. */
  readonly onError?: (error: unknown, event?: RecordedEvent<E>) => void;
  /** Stops the subscription, as `stop` does. */
  readonly signal?: AbortSignal;
}

export interface Subscription {
  /** Everything before this place has been handled. */
  readonly position: Cursor;
  /** Resolves when everything before `cursor` and the event at it have been handled. Rejects when stopped before. */
  waitFor(cursor: Cursor, signal?: AbortSignal): Promise<void>;
  /** Resolves when everything that was committed before the call has been handled. */
  caughtUp(signal?: AbortSignal): Promise<void>;
  /**
   * Seconds since the oldest event that no replica has handled was recorded, by the clock of this machine; 0 if all are.
   * Unlike what `onLag` was last told, it is true also while a handler hangs. What is hidden behind a transaction that still
   * runs does not count: nobody can read it yet.
   */
  lag(): Promise<number>;
  /** Resolves when the batch in hand has been committed or rolled back; nothing is handled afterwards. */
  stop(): Promise<void>;
  /** Resolves after `stop`; rejects when reading the log fails for good (a missing right, a missing schema). */
  readonly ended: Promise<void>;
}

/** Follows a log and handles each event exactly once in effect: the checkpoint commits with what `handle` wrote. */
export function subscribe<E extends EventBody = EventBody>(options: SubscriptionOptions<E>): Subscription {
  const { name, log, startAfter = START, pollInterval = 1_000 } = options;
  const storage = options.storage ?? log;
  identifier(storage.schema);
  const stopping = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stopping.signal]) : stopping.signal;
  const progress = createProgress();
  const { types, tenant } = options;
  const filter = { ...(types && { types }), ...(tenant !== undefined && { tenant }) };

  async function run(): Promise<void> {
    while (!signal.aborted) {
      try {
        await followFrom(await loadCheckpoint(storage, name, startAfter));
      } catch (error) {
        if (error instanceof CheckpointMoved) continue;
        options.onError?.(error);
        if (!isUnavailable(error) && !isConflict(error)) throw error;
        await delay(Math.min(pollInterval, 1_000), undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async function followFrom(start: Cursor): Promise<void> {
    let checkpoint = start;
    progress.reach(start);
    const { batchSize: limit = 100, onError } = options;
    const pages = follow<E>(log, { ...filter, after: start, limit, pollInterval, signal, ...(onError && { onError }) });
    for await (const page of pages) {
      const oldest = page.events[0];
      if (oldest) {
        options.onLag?.(ageOf(oldest));
        checkpoint = await handlePage(page.events, checkpoint);
        if (checkpoint !== page.events.at(-1)!.cursor) return;
      }
      progress.reach(page.next);
      if (page.end) options.onLag?.(0);
    }
  }

  /** All events in one transaction, or else one by one to find the one that fails. Returns the new checkpoint. */
  async function handlePage(events: readonly RecordedEvent<E>[], from: Cursor): Promise<Cursor> {
    try {
      return await commit(events, from);
    } catch (error) {
      if (!isPoison(error)) throw error;
      if (events.length > 1) options.onError?.(error);
    }
    let checkpoint = from;
    for (const event of events) {
      if (signal.aborted) break;
      checkpoint = await handleOrBury(event, checkpoint);
      progress.reach(checkpoint);
    }
    return checkpoint;
  }

  async function handleOrBury(event: RecordedEvent<E>, from: Cursor): Promise<Cursor> {
    const { maxAttempts = 5 } = options;
    for (let attempt = 1; ; attempt++) {
      try {
        return await commit([event], from);
      } catch (error) {
        if (!isPoison(error)) throw error;
        options.onError?.(error, event);
        if (signal.aborted) return from;
        if (attempt >= maxAttempts) return bury(event, from, error, attempt);
        await delay(Math.random() * Math.min(1_000, 10 * 2 ** attempt), undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async function commit(events: readonly RecordedEvent<E>[], from: Cursor): Promise<Cursor> {
    const to = events.at(-1)!.cursor;
    await inTransaction(storage.pool, async (tx) => {
      // First, because it keeps other replicas of this subscription waiting.
      await moveCheckpoint(tx, storage.schema, name, from, to);
      let tenant: string | undefined;
      for (const event of events) {
        if (event.tenant !== tenant) await actFor(tx, event.tenant);
        tenant = event.tenant;
        await options.handle(event, tx);
      }
    });
    options.onHandled?.(events);
    return to;
  }

  async function bury(event: RecordedEvent<E>, from: Cursor, error: unknown, attempts: number): Promise<Cursor> {
    await inTransaction(storage.pool, async (tx) => {
      await moveCheckpoint(tx, storage.schema, name, from, event.cursor);
      await actFor(tx, event.tenant);
      await writeDeadLetter(tx, storage.schema, name, event, error, attempts);
    });
    return event.cursor;
  }

  const ended = run().finally(() => progress.end(name));
  // Whoever does not look at `ended` was told through onError.
  ended.catch(() => undefined);
  return {
    get position() {
      return progress.position;
    },
    waitFor: progress.waitFor,
    async caughtUp(waiting) {
      const { ceiling } = await log.readAll({ limit: 1 });
      log.bell.ring();
      await progress.waitFor(ceiling, waiting);
    },
    async lag() {
      const checkpoint = (await readCheckpoint(storage, name)) ?? startAfter;
      const after = compareCursors(checkpoint, progress.position) > 0 ? checkpoint : progress.position;
      const [oldest] = (await log.readAll<E>({ ...filter, after, limit: 1 })).events;
      return oldest ? ageOf(oldest) : 0;
    },
    async stop() {
      stopping.abort();
      await ended.catch(() => undefined);
    },
    ended,
  };
}

/**
 * Handles the dead letters of a subscription again, the oldest first, each in a transaction that also removes it.
 * Those that fail again stay.
 */
export async function replayDeadLetters<E extends EventBody = EventBody>(
  { name, handle, storage }: { name: string; handle: EventHandler<E>; storage: ConsumerStorage },
  limit = 100,
): Promise<{ readonly replayed: number; readonly failed: number }> {
  let [replayed, failed] = [0, 0];
  for (const { event } of await readDeadLetters<E>(storage, name, limit)) {
    try {
      await inTransaction(storage.pool, async (tx) => {
        await actFor(tx, event.tenant);
        if (!(await removeDeadLetter(tx, storage.schema, name, event.cursor))) return;
        await handle(event, tx);
        replayed += 1;
      });
    } catch (error) {
      if (!isPoison(error)) throw error;
      failed += 1;
    }
  }
  return { replayed, failed };
}

/** In seconds. */
function ageOf({ recordedAt }: RecordedEvent): number {
  return Math.max(0, (Date.now() - recordedAt.getTime()) / 1000);
}

async function actFor(tx: Transaction, tenant: string): Promise<void> {
  await tx.query("select set_config('app.tenant_id', $1, true)", [tenant]);
}

/** Whether the handler failed, rather than the database or the race with another replica. */
function isPoison(error: unknown): boolean {
  return !(error instanceof CheckpointMoved) && !isUnavailable(error) && !isConflict(error);
}

function createProgress() {
  let position = START;
  let end: Error | undefined;
  const waiting = new Set<() => void>();
  const wakeAll = () => {
    for (const wake of waiting) wake();
  };
  return {
    get position() {
      return position;
    },
    reach(cursor: Cursor) {
      if (compareCursors(cursor, position) > 0) position = cursor;
      wakeAll();
    },
    end(name: string) {
      end = new Error(`subscription ${name} has ended`);
      wakeAll();
    },
    waitFor(cursor: Cursor, signal?: AbortSignal): Promise<void> {
      return new Promise((resolve, reject) => {
        const settle = (finish: () => void) => {
          waiting.delete(check);
          signal?.removeEventListener('abort', check);
          finish();
        };
        const check = () => {
          if (compareCursors(position, cursor) >= 0) settle(resolve);
          else if (signal?.aborted) settle(() => reject(signal.reason));
          else if (end) settle(() => reject(end));
        };
        waiting.add(check);
        signal?.addEventListener('abort', check);
        check();
      });
    },
  };
}
