import { setTimeout as delay } from 'node:timers/promises';
import { type EventStore, formatCursor, type RecordedEvent } from '@ameide/event-store';
import { type AnnouncementListener, type Announcements, createAnnouncements } from '../announcements.ts';
import { follow } from './follow.ts';

/** Wakes those who follow something of a log. Hints only: they read the log or its tables themselves, and look now and then. */
export interface LogTail {
  /** Hears of every event from now on to which `keysOf` gives this key. The log is read while anybody listens. */
  listen(key: string): AnnouncementListener;
  /** Stops reading; nobody is woken any more. */
  stop(): void;
}

export interface LogTailOptions {
  readonly store: EventStore;
  /** Only events of these types. */
  readonly types?: readonly string[];
  /** What an event is about; its stream's name unless given. */
  readonly keysOf?: (event: RecordedEvent) => readonly string[];
  /** Told when the log cannot be read; that goes on when it can. */
  readonly onError: (error: unknown) => void;
}

/** After the last event that there can be. */
const END = formatCursor(String(2n ** 64n - 1n), 0);
const AGAIN_MS = 1_000;

/** One reader of the log for all listeners of this process. */
export function createLogTail(options: LogTailOptions): LogTail {
  const announcements = createAnnouncements();
  let listeners = 0;
  let stopping: AbortController | undefined;

  return {
    listen(key) {
      listeners += 1;
      if (stopping === undefined) {
        stopping = new AbortController();
        void announceEvents(options, announcements, stopping.signal);
      }
      const listener = announcements.listen(key);
      let isOn = true;
      return {
        wait: listener.wait,
        stop() {
          if (!isOn) return;
          isOn = false;
          listener.stop();
          listeners -= 1;
          if (listeners > 0) return;
          stopping?.abort();
          stopping = undefined;
        },
      };
    },
    stop() {
      stopping?.abort();
    },
  };
}

async function announceEvents(
  { store, types, keysOf = ({ stream }) => [stream], onError }: LogTailOptions,
  announcements: Announcements,
  signal: AbortSignal,
): Promise<void> {
  const filter = types === undefined ? {} : { types };
  while (!signal.aborted) {
    try {
      const { next } = await store.readAll({ after: END, limit: 1 });
      // What was committed before that place is told to nobody in particular.
      announcements.announceAll();
      for await (const { events } of follow(store, { ...filter, after: next, signal, onError })) {
        for (const event of events) for (const key of keysOf(event)) announcements.announce(key);
      }
    } catch (error) {
      onError(error);
      await delay(AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
