import { setTimeout as delay } from 'node:timers/promises';
import { type Cursor, compareCursors, type EventBody, type EventStore, type LogPage, START } from '@ameide/event-store';
import { identifier, isConflict, isUnavailable } from '@ameide/postgres';
import { createAttempts } from '../attempts.ts';
import { CheckpointMoved, createConsumer } from '../consumer.ts';
import type { EventFeed, Lag, Subscription, SubscriptionOptions } from '../event-feed.ts';
import { expireHourly } from '../expiry.ts';
import { createProgress } from '../progress.ts';
import { replayOnRequest } from '../replay.ts';
import { loadCheckpoint, moveCheckpoint, readCheckpoint } from './checkpoint.ts';
import { follow } from './follow.ts';

/** The logs themselves as a feed: for processes in which the services that own them run too. @param logs by context */
export function createLogFeed(logs: Readonly<Record<string, EventStore>>): EventFeed {
  return {
    subscribe(options) {
      const log = logs[options.context];
      if (!log) throw new TypeError(`there is no log of the context ${options.context} in this process`);
      return subscribeToLog(log, options);
    },
  };
}

const DEFAULT_POLL_INTERVAL_MS = 1_000;
const DEFAULT_BATCH_SIZE = 100;

function subscribeToLog<E extends EventBody>(log: EventStore, options: SubscriptionOptions<E>): Subscription {
  const { name, storage, types, tenant, startAfter = START, pollIntervalMs = DEFAULT_POLL_INTERVAL_MS } = options;
  identifier(storage.schema);
  const stopping = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stopping.signal]) : stopping.signal;
  const progress = createProgress<Cursor>(START, compareCursors);
  const filter = { ...(types && { types }), ...(tenant !== undefined && { tenant }) };
  const consumer = createConsumer<E, Cursor>(options, createAttempts(storage, name), signal, (tx, from, to) =>
    moveCheckpoint(tx, storage.schema, name, from, to),
  );

  async function run(): Promise<void> {
    while (!signal.aborted) {
      try {
        await followFrom(await loadCheckpoint(storage, name, startAfter));
      } catch (error) {
        if (error instanceof CheckpointMoved) continue;
        options.onError?.(error);
        if (!isUnavailable(error) && !isConflict(error)) throw error;
        await delay(Math.min(pollIntervalMs, 1_000), undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async function followFrom(start: Cursor): Promise<void> {
    let checkpoint = start;
    progress.reach(start);
    const { batchSize: limit = DEFAULT_BATCH_SIZE, onError } = options;
    const pages = follow<E>(log, {
      ...filter,
      after: start,
      limit,
      pollIntervalMs,
      signal,
      ...(onError && { onError }),
    });
    for await (const page of pages) {
      const oldest = page.events[0];
      if (oldest) {
        options.onLag?.({ seconds: secondsSince(oldest.recordedAt) });
        const to = page.events.at(-1)!.cursor;
        checkpoint = await consumer.handle(
          page.events.map((event) => ({ event, place: event.cursor })),
          checkpoint,
          to,
        );
        progress.reach(checkpoint);
        if (checkpoint !== to) return;
      }
      progress.reach(page.next);
      if (page.end && options.onLag) options.onLag(await lagAtEnd(page));
    }
  }

  /** Nothing can be read after `next`; whether nothing is there is another question while a transaction runs. */
  async function lagAtEnd({ next, ceiling }: LogPage<E>): Promise<Lag> {
    if (compareCursors(next, ceiling) >= 0) return { seconds: 0 };
    return lagAfter(next).catch(() => ({ seconds: 0 }));
  }

  async function lagAfter(after: Cursor): Promise<Lag> {
    const backlog = await log.backlog({ ...filter, after });
    if (!backlog) return { seconds: 0 };
    const { oldest, heldBy } = backlog;
    return { seconds: secondsSince(oldest), ...(heldBy && { heldBy }) };
  }

  const others = Promise.all([replayOnRequest(options, pollIntervalMs, signal), expireHourly(options, signal)]);
  const ended = run().finally(() => {
    progress.end(new Error(`subscription ${name} has ended`));
    stopping.abort();
    return others;
  });
  // Whoever does not look at `ended` was told through onError.
  ended.catch(() => undefined);
  return {
    waitFor: progress.waitFor,
    async caughtUp(waiting) {
      const { ceiling } = await log.readAll({ limit: 1 });
      log.bell.ring();
      await progress.waitFor(ceiling, waiting);
    },
    async lag() {
      const checkpoint = (await readCheckpoint(storage, name)) ?? startAfter;
      return lagAfter(compareCursors(checkpoint, progress.reached) > 0 ? checkpoint : progress.reached);
    },
    async stop() {
      stopping.abort();
      await ended.catch(() => undefined);
    },
    ended,
  };
}

function secondsSince(time: Date): number {
  return Math.max(0, (Date.now() - time.getTime()) / 1000);
}
