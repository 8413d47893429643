import { setTimeout as delay } from 'node:timers/promises';
import { hasStatus } from '../api/api-error.ts';
import type { Discovery } from '../api/discovery.ts';
import type { StoredObject } from '../api/kube-object.ts';
import { type Kind, kindName, type Resource } from '../api/resource.ts';
import type { Transport } from '../api/transport.ts';
import type { Selection } from '../cache/list-objects.ts';
import type { Change, Indexers, ReadCache } from '../cache/object-cache.ts';
import { type Reflector, type ReflectorOptions, startReflector } from '../cache/reflector.ts';
import { type Backoff, backoffDelay } from '../queue/backoff.ts';

const BACKOFF: Backoff = { firstMs: 200, limitMs: 5_000 };

/**
 * What a kind is watched for: `managed` are the operator's own kind and what it makes, `read` what it only looks at. One
 * kind may be both, as ConfigMaps are.
 */
export type Role = 'managed' | 'read';

/** A kind to watch. */
export interface WatchedKind extends Kind, Omit<Selection, 'resource'> {
  readonly role: Role;
  readonly indexers?: Indexers;
  readonly transform?: (object: StoredObject) => StoredObject;
}

/** What is watched, and who is notified. */
export interface KindCachesOptions {
  readonly transport: Transport;
  readonly discovery: Discovery;
  readonly kinds: readonly WatchedKind[];
  readonly onChange: (kind: Kind, change: Change) => void;
  readonly onListed: (kind: Kind) => void;
  /** The cluster has a kind now that it lacked, or lacks one that it had. */
  readonly onServed: (kind: Kind, served: boolean) => void;
  readonly onFault: (kind: Kind, ...fault: Parameters<NonNullable<ReflectorOptions['onFault']>>) => void;
  /** How often it is looked whether a missing API is there by now, in ms; 30,000 by default. */
  readonly recheckMs?: number | undefined;
  readonly relistMs?: number | undefined;
}

/** One reflector for each kind that the cluster has. */
export interface KindCaches {
  /** Undefined while the cluster does not have the kind. */
  resource(kind: Kind): Resource | undefined;
  /** `managed` unless told. */
  cache(kind: Kind, role?: Role): ReadCache | undefined;
  /** Of an answer to a write of ours. */
  observe(object: StoredObject): void;
  /** The kinds that the cluster lacks. */
  missing(): readonly Kind[];
  /** Resolves when every kind is either listed or known to be missing. */
  readonly synced: Promise<unknown>;
  /** Kinds that are not up to date: never listed, or silent for longer than `ms`. */
  silent(ms: number): readonly Kind[];
  stop(): Promise<void>;
}

/** Watches every kind until it is stopped; a kind whose API comes or goes is watched or left accordingly. */
export function startKindCaches(options: KindCachesOptions): KindCaches {
  const { recheckMs = 30_000 } = options;
  const stopping = new AbortController();
  const live = new Map<string, { readonly resource: Resource; readonly reflector: Reflector }>();
  const missing = new Map<string, Kind>();

  const follow = async (kind: WatchedKind, settled: () => void) => {
    const name = kindName(kind);
    for (let failures = 0; !stopping.signal.aborted; ) {
      try {
        const resource = await options.discovery.resolve(kind, stopping.signal);
        failures = 0;
        if (resource === undefined) {
          if (!missing.has(name)) options.onServed(kind, false);
          missing.set(name, kind);
          settled();
          await pause(recheckMs, stopping.signal);
        } else await reflect(kind, resource, settled);
      } catch (error) {
        if (!stopping.signal.aborted) options.onFault(kind, 'list_failed', error);
        await pause(backoffDelay(BACKOFF, ++failures), stopping.signal);
      }
    }
  };

  /** Runs a reflector until the kind's API is gone. */
  const reflect = async (kind: WatchedKind, resource: Resource, settled: () => void) => {
    const key = keyOf(kind, kind.role);
    const over = Promise.withResolvers<void>();
    stopping.signal.addEventListener('abort', () => over.resolve(), { once: true });
    const reflector = startReflector({
      ...kind,
      resource,
      transport: options.transport,
      onEvent: (change) => options.onChange(kind, change),
      onListed: () => options.onListed(kind),
      onFault(cause, error) {
        options.onFault(kind, cause, error);
        if (hasStatus(error, 404)) over.resolve();
      },
      ...(options.relistMs !== undefined && { relistMs: options.relistMs }),
    });
    try {
      await Promise.race([reflector.synced, over.promise]);
      if (stopping.signal.aborted) return;
      live.set(key, { resource, reflector });
      settled();
      if (missing.delete(kindName(kind))) options.onServed(kind, true);
      await over.promise;
    } finally {
      live.delete(key);
      options.discovery.forget(kind);
      await reflector.stop();
    }
  };

  const settling = options.kinds.map(() => Promise.withResolvers<void>());
  const following = options.kinds.map((kind, index) => follow(kind, settling[index]!.resolve));
  return {
    resource: (kind) => (live.get(keyOf(kind, 'managed')) ?? live.get(keyOf(kind, 'read')))?.resource,
    cache: (kind, role = 'managed') => live.get(keyOf(kind, role))?.reflector.cache,
    observe: (object) => live.get(keyOf(object, 'managed'))?.reflector.observe(object),
    missing: () => [...missing.values()],
    synced: Promise.all(settling.map(({ promise }) => promise)),
    silent: (ms) =>
      options.kinds.filter((kind) => {
        if (missing.has(kindName(kind))) return false;
        const watched = live.get(keyOf(kind, kind.role));
        return watched === undefined || watched.reflector.silenceMs() > ms;
      }),
    async stop() {
      stopping.abort();
      await Promise.all(following);
    },
  };
}

function keyOf(kind: Kind, role: Role): string {
  return `${role} ${kindName(kind)}`;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {});
}
