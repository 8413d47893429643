import { setTimeout as delay } from 'node:timers/promises';
import { ApiError } from '../api/api-error.ts';
import { type ObjectKey, objectKey, type StoredObject } from '../api/kube-object.ts';
import type { Transport } from '../api/transport.ts';
import { type Backoff, backoffDelay } from '../queue/backoff.ts';
import { listObjects, type Selection, withKind } from './list-objects.ts';
import { type CacheEntry, type Change, createObjectCache, type Indexers, type ReadCache } from './object-cache.ts';
import {
  initialState,
  isStale,
  type Listing,
  nextState,
  type ReflectorEvent,
  type Watching,
} from './reflector-state.ts';
import { isNewer } from './resource-version.ts';
import type { WatchEvent } from './watch-events.ts';
import { watchOnce } from './watch-once.ts';

const BACKOFF: Backoff = { firstMs: 200, limitMs: 10_000 };
/** How long after a write of ours, in ms, the watch has to tell of it. */
const UNHEARD_MS = 10_000;

/** What a reflector is made with. */
export interface ReflectorOptions extends Selection {
  readonly transport: Transport;
  readonly indexers?: Indexers;
  /** What of an object is kept; by default all of it. */
  readonly transform?: (object: StoredObject) => StoredObject;
  /** Told of every change, in order, after the cache has it. Must not throw. */
  readonly onEvent?: (change: Change) => void;
  /** Told after every complete list, the forced ones included. */
  readonly onListed?: () => void;
  /** Told of what went wrong, by cause; the reflector goes on by itself. */
  readonly onFault?: (cause: ReflectorEvent['type'] | 'missed', error?: unknown) => void;
  /** Objects per page of a list, 100 by default. */
  readonly pageSize?: number;
  /**
   * How long one watch lasts, in s, with up to as much again, so that not all end at once; 300 by default. A watch that has
   * told nothing for 90 s, or of a write of ours for 10 s, is dead, whatever TCP says, and is opened anew.
   */
  readonly watchSeconds?: number;
  /** How often everything is listed anew in spite of all, in ms with up to a tenth less; 600,000 by default. */
  readonly relistMs?: number;
}

/** Keeps a cache equal to what the API server has. */
export interface Reflector {
  readonly cache: ReadCache;
  /** Resolves when the first list is complete. Rejects if the reflector is stopped before. */
  readonly synced: Promise<void>;
  /** Takes the answer to a write of ours, so that the next read sees it; what the watch already told of is ignored. */
  observe(object: StoredObject): void;
  /** How long ago the API server was last heard of through this reflector, in ms; Infinity before the first time. */
  silenceMs(): number;
  /** Resolves when nothing runs any more. */
  stop(): Promise<void>;
}

/** Starts to list and watch. */
export function startReflector(options: ReflectorOptions): Reflector {
  const { transport, resource, pageSize = 100, watchSeconds = 300, relistMs = 600_000 } = options;
  const cache = createObjectCache(options.indexers);
  const stopping = new AbortController();
  const synced = Promise.withResolvers<void>();
  synced.promise.catch(() => {});
  const keep = (object: StoredObject) => (options.transform ?? ((same) => same))(withKind(object, resource));
  let heardAt = Number.NEGATIVE_INFINITY;
  let relistAt = Number.POSITIVE_INFINITY;
  /** The newest resourceVersion that the stream has brought. */
  let streamed: string | undefined;
  /** The newest resourceVersion that a write of ours was answered with. */
  let written = '0';
  let hearing: NodeJS.Timeout | undefined;
  let deaf = new AbortController();

  const report: NonNullable<ReflectorOptions['onFault']> = (cause, error) => {
    if (!stopping.signal.aborted) options.onFault?.(cause, error);
  };
  const tell = (changes: readonly Change[]) => {
    for (const change of changes) options.onEvent?.(change);
  };

  const list = async (state: Listing): Promise<ReflectorEvent> => {
    const entries = new Map<ObjectKey, CacheEntry>();
    try {
      const { signal } = stopping;
      const resourceVersion = await listObjects(
        transport,
        options,
        { pageSize: state.paged ? pageSize : 0, signal },
        (object) => {
          const kept = keep(object);
          entries.set(objectKey(kept.metadata), cache.entry(kept));
        },
      );
      heardAt = performance.now();
      const event: ReflectorEvent = { type: 'listed', resourceVersion };
      if (nextState(state, event).name === 'watching')
        accept(entries, resourceVersion, isStale(state, resourceVersion));
      return event;
    } catch (error) {
      if (error instanceof ApiError && error.expired) return { type: 'list_expired' };
      report('list_failed', error);
      return { type: 'list_failed', retryAfterMs: error instanceof ApiError ? error.retryAfterMs : undefined };
    }
  };

  const accept = (entries: ReadonlyMap<ObjectKey, CacheEntry>, resourceVersion: string, reset: boolean) => {
    const before = streamed;
    const changes = cache.replace(entries, resourceVersion, reset);
    streamed = resourceVersion;
    if (reset) written = '0';
    relistAt = performance.now() + relistMs * (1 - Math.random() / 10);
    if (before !== undefined && !reset) {
      for (const { type, key } of changes) {
        const entry = entries.get(key);
        if (type !== 'deleted' && entry && !isNewer(entry.resourceVersion, before)) report('missed');
      }
    }
    tell(changes);
    synced.resolve();
    options.onListed?.();
  };

  const watch = (state: Watching): Promise<ReflectorEvent> | ReflectorEvent => {
    const { resourceVersion } = state;
    if (performance.now() >= relistAt) return { type: 'relist_due', resourceVersion, progressed: true };
    deaf = new AbortController();
    const untilRelist = (relistAt - performance.now()) / 1_000;
    return watchOnce(transport, options, {
      resourceVersion,
      seconds: Math.ceil(Math.min(watchSeconds * (1 + Math.random()), untilRelist)),
      signal: stopping.signal,
      deaf: deaf.signal,
      onHeard() {
        heardAt = performance.now();
      },
      onEvent(event) {
        streamed = event.object.metadata.resourceVersion;
        tell(changesOf(event));
      },
      onError: (error) => report('watch_failed', error),
    });
  };

  /** Looks in a while whether the watch has told of all that was written until now. */
  const expectToHear = (expected: string) => {
    hearing = setTimeout(() => {
      hearing = undefined;
      if (streamed === undefined || !isNewer(written, streamed)) return;
      if (isNewer(expected, streamed)) deaf.abort();
      else expectToHear(written);
    }, UNHEARD_MS).unref();
  };

  const changesOf = (event: Exclude<WatchEvent, { type: 'ERROR' }>): readonly Change[] => {
    if (event.type === 'BOOKMARK') return [];
    return event.type === 'DELETED' ? cache.remove(keep(event.object)) : cache.put(keep(event.object));
  };

  const run = async () => {
    let state = initialState;
    while (state.name !== 'stopped') {
      let event: ReflectorEvent;
      if (state.name === 'listing') event = await list(state);
      else if (state.name === 'watching') {
        event = await watch(state);
        if (event.type === 'watch_ended') heardAt = performance.now();
        if (event.type === 'watch_silent' || event.type === 'watch_expired') report(event.type);
      } else {
        const wait = Math.max(state.atLeastMs, backoffDelay(BACKOFF, state.next.failures));
        await delay(wait, undefined, { signal: stopping.signal }).catch(() => {});
        event = { type: 'waited' };
      }
      state = nextState(state, stopping.signal.aborted ? { type: 'stop' } : event);
    }
    synced.reject(new Error(`The reflector of ${resource.plural} was stopped before it had listed them.`));
  };
  const running = run();

  return {
    cache,
    synced: synced.promise,
    observe(object) {
      const { resourceVersion } = object.metadata;
      if (streamed === undefined || !isNewer(resourceVersion, streamed)) return;
      tell(cache.put(keep(object)));
      if (isNewer(resourceVersion, written)) written = resourceVersion;
      if (hearing === undefined) expectToHear(resourceVersion);
    },
    silenceMs: () => performance.now() - heardAt,
    stop() {
      stopping.abort();
      clearTimeout(hearing);
      return running;
    },
  };
}
