import { ApiError, errorFromStatus } from '../api/api-error.ts';
import { METADATA_ONLY } from '../api/client.ts';
import { collectionPath } from '../api/resource.ts';
import type { Transport } from '../api/transport.ts';
import type { Selection } from './list-objects.ts';
import type { ReflectorEvent } from './reflector-state.ts';
import { isNewer } from './resource-version.ts';
import { readWatchEvents, type WatchEvent } from './watch-events.ts';

/** How long after its own time-out a watch may end, in ms; after that its connection is dead. */
const GRACE_MS = 2_000;
/** How long nothing may come, in ms, not even one of the bookmarks that the API server sends once a minute. */
const SILENCE_MS = 90_000;
const OPEN_TIMEOUT_MS = 4_000;
/** A watch that ran as long, in ms, has worked, even if nothing happened. */
const LASTED_MS = 1_000;

/** One watch. */
export interface WatchOptions {
  readonly resourceVersion: string;
  /** How long the server lets it run. */
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** Aborted when something is known of that the watch should have told: its connection is dead then. */
  readonly deaf: AbortSignal;
  /** Called whenever the server was heard of. */
  readonly onHeard: () => void;
  /** Told of every event that is newer than all before, bookmarks included. */
  readonly onEvent: (event: Exclude<WatchEvent, { type: 'ERROR' }>) => void;
  /** Told of the error behind a `watch_failed`. */
  readonly onError: (error: unknown) => void;
}

/**
 * Watches until the server ends it, which it does after `seconds`, and says how it ended. A watch of which nothing was
 * heard for 90 s, or until 2 s after it should have ended, is dead, whatever TCP says. Never rejects.
 */
export async function watchOnce(
  transport: Transport,
  selection: Selection,
  options: WatchOptions,
): Promise<ReflectorEvent> {
  const began = performance.now();
  let { resourceVersion } = options;
  let delivered = false;
  let silent = false;
  const reached = () => ({ resourceVersion, progressed: delivered || performance.now() - began >= LASTED_MS });
  try {
    const stream = await open(transport, selection, options);
    const giveUp = () => {
      silent = true;
      stream.abandon();
    };
    const silence = setTimeout(giveUp, Math.min(SILENCE_MS, options.seconds * 1_000 + GRACE_MS));
    options.deaf.addEventListener('abort', giveUp, { once: true });
    options.signal.addEventListener('abort', stream.close, { once: true });
    try {
      for await (const event of readWatchEvents(stream.chunks)) {
        if (event.type === 'ERROR') throw errorFromStatus('The watch', event.object.code ?? 0, event.object);
        delivered = true;
        silence.refresh();
        options.onHeard();
        const at = event.object.metadata.resourceVersion;
        if (!isNewer(at, resourceVersion)) continue;
        resourceVersion = at;
        options.onEvent(event);
      }
    } finally {
      clearTimeout(silence);
      options.deaf.removeEventListener('abort', giveUp);
      options.signal.removeEventListener('abort', stream.close);
      stream.close();
    }
    return { type: 'watch_ended', ...reached() };
  } catch (error) {
    if (silent) return { type: 'watch_silent', ...reached() };
    if (error instanceof ApiError && error.expired) return { type: 'watch_expired', ...reached() };
    options.onError(error);
    const retryAfterMs = error instanceof ApiError ? error.retryAfterMs : undefined;
    return { type: 'watch_failed', retryAfterMs, ...reached() };
  }
}

function open(transport: Transport, selection: Selection, { resourceVersion, seconds, signal }: WatchOptions) {
  return transport.stream({
    method: 'GET',
    path: collectionPath(selection.resource, selection.namespace),
    query: {
      watch: true,
      allowWatchBookmarks: true,
      timeoutSeconds: seconds,
      resourceVersion,
      labelSelector: selection.labelSelector,
      fieldSelector: selection.fieldSelector,
    },
    signal,
    timeoutMs: OPEN_TIMEOUT_MS,
    ...(selection.metadataOnly && { accept: METADATA_ONLY }),
  });
}
