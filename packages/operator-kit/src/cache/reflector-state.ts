import { isNewer } from './resource-version.ts';

/** How many lists in a row may be older than what was seen before it is taken that the server's history began anew. */
const STALE_LISTS = 5;

/**
 * Of so many watches in a row that brought nothing, the last is followed by a list. A server that no longer has the version
 * should say so, but there are some that only end the watch.
 */
const FRUITLESS_WATCHES = 3;

export interface Listing {
  readonly name: 'listing';
  /** False after a page was too old to go on from: then everything is asked for at once. */
  readonly paged: boolean;
  readonly failures: number;
  /** The newest resourceVersion that was ever seen. */
  readonly seen?: string;
  /** Lists in a row that were older than `seen`. */
  readonly stale: number;
}

export interface Watching {
  readonly name: 'watching';
  /** Everything up to here is in the cache. */
  readonly resourceVersion: string;
  readonly failures: number;
}

/** Where a reflector is. Immutable; `nextState` is the only way on. */
export type ReflectorState =
  | Listing
  | Watching
  | { readonly name: 'waiting'; readonly atLeastMs: number; readonly next: Listing | Watching }
  | { readonly name: 'stopped' };

/** How far a watch came before it ended. */
interface WatchEnd {
  readonly resourceVersion: string;
  /** True if it delivered something, or ran for a while: then what went wrong before is over. */
  readonly progressed: boolean;
}

/** What the reflector's I/O came to. */
export type ReflectorEvent =
  | { readonly type: 'listed'; readonly resourceVersion: string }
  | { readonly type: 'list_expired' }
  | { readonly type: 'list_failed'; readonly retryAfterMs?: number | undefined }
  | ({ readonly type: 'watch_ended' } & WatchEnd)
  | ({ readonly type: 'watch_silent' } & WatchEnd)
  | ({ readonly type: 'watch_failed'; readonly retryAfterMs?: number | undefined } & WatchEnd)
  | ({ readonly type: 'watch_expired' } & WatchEnd)
  | ({ readonly type: 'relist_due' } & WatchEnd)
  | { readonly type: 'waited' }
  | { readonly type: 'stop' };

export const initialState: ReflectorState = { name: 'listing', paged: true, failures: 0, stale: 0 };

/**
 * The state after an event. A list that is accepted leads to `watching` from its resourceVersion.
 *
 * @throws for an event that cannot happen in the state
 */
export function nextState(state: ReflectorState, event: ReflectorEvent): ReflectorState {
  if (event.type === 'stop') return { name: 'stopped' };
  switch (state.name) {
    case 'listing':
      return afterList(state, event);
    case 'watching':
      return afterWatch(state, event);
    case 'waiting':
      if (event.type === 'waited') return state.next;
      break;
    case 'stopped':
      return state;
  }
  return impossible(state, event);
}

/** True if the list is older than something that was seen before. */
export function isStale(state: Listing, resourceVersion: string): boolean {
  return state.seen !== undefined && isNewer(state.seen, resourceVersion);
}

function afterList(state: Listing, event: ReflectorEvent): ReflectorState {
  switch (event.type) {
    case 'listed':
      if (isStale(state, event.resourceVersion) && state.stale + 1 < STALE_LISTS) {
        return waitFor({ ...state, failures: state.failures + 1, stale: state.stale + 1 });
      }
      return { name: 'watching', resourceVersion: event.resourceVersion, failures: state.failures };
    case 'list_expired':
      return waitFor({ ...state, paged: false, failures: state.failures + 1 });
    case 'list_failed':
      return waitFor({ ...state, failures: state.failures + 1 }, event.retryAfterMs);
    default:
      return impossible(state, event);
  }
}

function afterWatch(state: Watching, event: ReflectorEvent): ReflectorState {
  if (!('progressed' in event)) return impossible(state, event);
  const failures = event.progressed ? 0 : state.failures + 1;
  const watching: Watching = { name: 'watching', resourceVersion: event.resourceVersion, failures };
  const listing: Listing = { name: 'listing', paged: true, failures, seen: event.resourceVersion, stale: 0 };
  const isFruitless = failures > 0 && failures % FRUITLESS_WATCHES === 0;
  switch (event.type) {
    case 'watch_ended':
      if (isFruitless) return waitFor(listing);
      return failures === 0 ? watching : waitFor(watching);
    case 'watch_silent':
      return { ...watching, failures: 0 };
    case 'watch_failed':
      if (isFruitless) return waitFor(listing, event.retryAfterMs);
      return waitFor({ ...watching, failures: Math.max(1, failures) }, event.retryAfterMs);
    case 'watch_expired':
      return failures === 0 ? listing : waitFor(listing);
    case 'relist_due':
      return { ...listing, failures: 0 };
    default:
      return impossible(state, event);
  }
}

function waitFor(next: Listing | Watching, atLeastMs = 0): ReflectorState {
  return { name: 'waiting', atLeastMs, next };
}

function impossible(state: ReflectorState, event: ReflectorEvent): never {
  throw new Error(`A reflector that is ${state.name} cannot be told of ${event.type}.`);
}
