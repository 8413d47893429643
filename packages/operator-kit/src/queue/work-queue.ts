import { setImmediate } from 'node:timers/promises';
import { type Backoff, backoffDelay } from './backoff.ts';
import { createTokenBucket, type Rate } from './token-bucket.ts';

/** What the work on a key came to. */
export type WorkResult =
  /** Done until something happens. */
  | { readonly type: 'done' }
  /** Done for now, and added to the queue again after so many ms. Failures are forgotten. */
  | { readonly type: 'requeue'; readonly afterMs: number }
  /** Not done: try again later, ever later, but not before `atLeastMs`. */
  | { readonly type: 'retry'; readonly atLeastMs?: number | undefined };

/** What a queue is made with. */
export interface WorkQueueOptions<Key extends string> {
  /** Does the work on a key. A rejection counts as `retry`. Must watch the signal if it can take long. */
  readonly work: (key: Key, signal: AbortSignal) => Promise<WorkResult>;
  /** How many keys are worked on at once, 4 by default. */
  readonly workers?: number;
  /** Between attempts on one key; 100 ms doubling to 60 s by default. */
  readonly backoff?: Backoff;
  /** Over all retries; 50 per second, 200 at once, by default. What has not failed is not held up. */
  readonly retryRate?: Rate;
  readonly onError?: (key: Key, error: unknown) => void;
}

/** While others wait too, one key in so many is of low priority. */
const LOW_PRIORITY_ONE_IN = 4;

/** A timer of Node that is set to more fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Works on keys, each one at most once at a time, in the order in which they came. */
export interface WorkQueue<Key extends string> {
  /**
   * Asks for work on a key: at once, or after so many ms. A key that waits already is not added again. One that is worked
   * on waits until that is over, and after a failure for its time.
   */
  add(key: Key, afterMs?: number): void;
  /**
   * Asks for work on keys to which nothing has happened, as after a start. What is asked for by `add` meanwhile goes first,
   * but for one key in four: a person who changes one object does not wait for all the others, and these come to an end.
   */
  addLowPriority(keys: Iterable<Key>): void;
  /** Keys that wait for a worker. */
  readonly depth: number;
  readonly active: number;
  /** For how long the key that is worked on longest has been, in ms; 0 if none is. */
  longestMs(): number;
  /** Keys that wait for their time. */
  readonly delayed: number;
  /** Resolves as soon as no key waits for a worker and none is worked on; delayed ones do not count. */
  idle(): Promise<void>;
  /**
   * Takes no more keys, forgets those that wait, lets work end by itself for `graceMs`, then aborts it.
   *
   * @throws if work still goes on `abortedMs` (30,000 by default) after that: only the end of the process ends it
   */
  stop(graceMs?: number, abortedMs?: number): Promise<void>;
}

export function createWorkQueue<Key extends string>(options: WorkQueueOptions<Key>): WorkQueue<Key> {
  const { workers = 4, backoff = { firstMs: 100, limitMs: 60_000 } } = options;
  const bucket = createTokenBucket(options.retryRate ?? { perSecond: 50, burst: 200 }, performance.now());
  /** A set keeps the order of insertion: first come, first served. */
  const waiting = new Set<Key>();
  /** Keys that wait behind these; none is in both. */
  const lowPriority = new Set<Key>();
  let taken = 0;
  /** Since when each key is worked on. */
  const active = new Map<Key, number>();
  /** Keys asked for while they were worked on. */
  const dirty = new Set<Key>();
  const timers = new Map<Key, { readonly at: number; readonly timer: NodeJS.Timeout }>();
  const failures = new Map<Key, number>();
  const aborting = new AbortController();
  let idlers: (() => void)[] = [];
  let stopped = false;

  const ask = (key: Key, isLow = false) => {
    if (stopped) return;
    const later = timers.get(key);
    if (later !== undefined) clearTimeout(later.timer);
    timers.delete(key);
    if (active.has(key)) dirty.add(key);
    else if (!isLow) {
      lowPriority.delete(key);
      waiting.add(key);
    } else if (!waiting.has(key)) lowPriority.add(key);
  };
  const enqueue = (key: Key) => {
    ask(key);
    pump();
  };
  const enqueueLater = (key: Key, afterMs: number) => {
    const ms = Math.min(afterMs, LONGEST_TIMER_MS);
    if (stopped || waiting.has(key) || lowPriority.has(key) || dirty.has(key)) return;
    const at = performance.now() + ms;
    const before = timers.get(key);
    if (before !== undefined && before.at <= at) return;
    clearTimeout(before?.timer);
    timers.set(key, { at, timer: setTimeout(() => enqueue(key), ms) });
  };
  const next = (): Key | undefined => {
    const isTurnOfLow = waiting.size === 0 || ++taken % LOW_PRIORITY_ONE_IN === 0;
    const from = isTurnOfLow && lowPriority.size > 0 ? lowPriority : waiting;
    const [key] = from;
    if (key !== undefined) from.delete(key);
    return key;
  };
  const pump = () => {
    while (active.size < workers) {
      const key = next();
      if (key === undefined) break;
      active.set(key, performance.now());
      void run(key);
    }
    if (waiting.size + lowPriority.size > 0 || active.size > 0) return;
    for (const resolve of idlers) resolve();
    idlers = [];
  };
  const run = async (key: Key) => {
    const result = await attempt(key);
    // Work that waits for nothing would keep timers and I/O waiting until the last key is done: the lease ran out so.
    await setImmediate();
    active.delete(key);
    if (result.type === 'retry') failures.set(key, (failures.get(key) ?? 0) + 1);
    else failures.delete(key);
    const askedFor = dirty.delete(key);
    // What was asked for meanwhile may be an echo of the failed work itself: it waits as the failure does.
    if (result.type === 'retry') enqueueLater(key, retryDelay(key, result.atLeastMs ?? 0));
    else if (askedFor) waiting.add(key);
    else if (result.type === 'requeue') enqueueLater(key, result.afterMs);
    pump();
  };
  const attempt = async (key: Key): Promise<WorkResult> => {
    try {
      return await options.work(key, aborting.signal);
    } catch (error) {
      options.onError?.(key, error);
      return { type: 'retry' };
    }
  };
  const retryDelay = (key: Key, atLeastMs: number) =>
    Math.max(atLeastMs, backoffDelay(backoff, failures.get(key) ?? 0), bucket.take(performance.now()));
  const idle = () =>
    waiting.size + lowPriority.size === 0 && active.size === 0
      ? Promise.resolve()
      : new Promise<void>((resolve) => void idlers.push(resolve));

  return {
    add: (key, afterMs = 0) => (afterMs > 0 ? enqueueLater(key, afterMs) : enqueue(key)),
    addLowPriority(keys) {
      for (const key of keys) ask(key, true);
      pump();
    },
    get depth() {
      return waiting.size + lowPriority.size;
    },
    get active() {
      return active.size;
    },
    longestMs: () => (active.size === 0 ? 0 : performance.now() - Math.min(...active.values())),
    get delayed() {
      return timers.size;
    },
    idle,
    async stop(graceMs = 10_000, abortedMs = 30_000) {
      stopped = true;
      waiting.clear();
      lowPriority.clear();
      dirty.clear();
      for (const { timer } of timers.values()) clearTimeout(timer);
      timers.clear();
      const stuck = Promise.withResolvers<void>();
      const giveUp = () =>
        stuck.reject(new Error(`${[...active.keys()].join(', ')}: work does not end when it is told to.`));
      const abort = () => {
        aborting.abort(new Error('The queue is being stopped.'));
        timer = setTimeout(giveUp, abortedMs);
      };
      let timer = setTimeout(abort, graceMs);
      await Promise.race([idle(), stuck.promise]).finally(() => clearTimeout(timer));
    },
  };
}
