import { type Cursor, compareCursors, type EventBody, type EventStore, type LogPage, START } from '@ameide/event-store';
import { isUnavailable } from '@ameide/postgres';

export interface FollowOptions {
  /** The start unless told. */
  readonly after?: Cursor;
  readonly tenant?: string;
  readonly types?: readonly string[];
  /** Events in a page at most; 500 unless told. */
  readonly limit?: number;
  /** Milliseconds between looks when nothing announces an event; 1000 unless told. */
  readonly pollIntervalMs?: number;
  /** Told when the database cannot be reached; following goes on when it can. */
  readonly onError?: (error: unknown) => void;
  readonly signal: AbortSignal;
}

/** While a transaction that was announced is still running, the log is read this often. */
const EAGER_MS = { first: 1, last: 50 };

/**
 * The log page by page, for ever: what is there and then what comes. A page without events says that the end has been
 * reached. Ends when the signal aborts; rejects when reading fails for another reason than an unreachable database.
 */
export async function* follow<E extends EventBody = EventBody>(
  store: EventStore,
  { after = START, pollIntervalMs = 1_000, signal, onError, ...filter }: FollowOptions,
): AsyncGenerator<LogPage<E>, void, undefined> {
  const ear = store.bell.listen();
  let cursor = after;
  /** Everything before this place was announced, or may have been. */
  let announced = START;
  let pause: number = EAGER_MS.first;
  try {
    while (!signal.aborted) {
      const rang = ear.rang();
      let page: LogPage<E>;
      try {
        page = await store.readAll<E>({ ...filter, after: cursor });
      } catch (error) {
        if (!isUnavailable(error)) throw error;
        onError?.(error);
        await ear.wait(pollIntervalMs, signal);
        continue;
      }
      if (rang) {
        announced = page.ceiling;
        pause = EAGER_MS.first;
      }
      cursor = page.next;
      yield page;
      if (!page.end) continue;
      if (compareCursors(cursor, announced) >= 0) {
        await ear.wait(pollIntervalMs, signal);
      } else {
        await ear.wait(Math.min(pause, pollIntervalMs), signal);
        pause = Math.min(EAGER_MS.last, pause * 2);
      }
    }
  } finally {
    ear.close();
  }
}
