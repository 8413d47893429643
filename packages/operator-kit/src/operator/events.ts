import { hasStatus } from '../api/api-error.ts';
import type { KubeClient } from '../api/client.ts';
import type { StoredObject } from '../api/kube-object.ts';
import { createTokenBucket, type TokenBucket } from '../queue/token-bucket.ts';
import { fingerprint } from './canonical-json.ts';

const EVENTS = { apiVersion: 'v1', kind: 'Event', plural: 'events', namespaced: true } as const;
/** Per object: 25 at once, then one in five minutes, as kubelet and controller-manager have it. */
const RATE = { perSecond: 1 / 300, burst: 25 };
/** Objects whose rate, and Events whose count, is remembered. */
const REMEMBERED = 10_000;
/** For so long, in ms, notes are gathered, so that what is said again or over by then is no request of its own. */
const GATHER_MS = 5_000;
/** How many of the operator's requests may be about Events, and how many Events may have been saved up. */
const SHARE = { ofRequests: 0.1, atFirst: 25, atMost: 1_000 };

/** What there is to say about an object. */
export interface EventNote {
  readonly type: 'Normal' | 'Warning';
  /** One word in upper camel case. */
  readonly reason: string;
  readonly message: string;
}

/**
 * Writes Events, aggregated: what is said again within seconds or after a restart is counted, a normal state that is
 * followed by another within seconds is not told, and Events are at most a tenth of the operator's requests. Where they
 * would be more, warnings wait and the rest is dropped.
 */
export interface EventRecorder {
  /** Never throws and never waits: an Event that cannot be written is dropped and reported. */
  record(about: StoredObject, note: EventNote): void;
  /** Writes what is gathered, as far as it may; resolves when it is written or dropped. */
  flush(): Promise<void>;
}

/** What a recorder is made with. */
export interface EventRecorderOptions {
  readonly client: KubeClient;
  /** How many requests the operator has sent so far. */
  readonly requests: () => number;
  readonly onError?: (error: unknown) => void;
}

/** Notes about one object that say the same. */
interface Gathered {
  readonly about: StoredObject;
  readonly note: EventNote;
  count: number;
}

export function createEventRecorder({ client, requests, onError }: EventRecorderOptions): EventRecorder {
  const buckets = new Map<string, TokenBucket>();
  /** By the name of the Event. */
  const counts = new Map<string, number>();
  const gathered = new Map<string, Gathered>();
  /** The gathered Event that tells an object's normal state, by the object's UID. */
  const normal = new Map<string, string>();
  let allowance = SHARE.atFirst;
  let seen = requests();
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();

  const isTooOften = (uid: string) => {
    const now = performance.now();
    const bucket = buckets.get(uid) ?? createTokenBucket(RATE, now);
    remember(buckets, uid, bucket);
    return !bucket.tryTake(now);
  };

  const isAllowed = () => {
    const sent = requests();
    allowance = Math.min(SHARE.atMost, allowance + (sent - seen) * SHARE.ofRequests);
    seen = sent;
    if (allowance < 1) return false;
    allowance -= 1;
    return true;
  };

  const write = async (name: string, { about, note, count }: Gathered) => {
    const metadata = { name, namespace: about.metadata.namespace ?? 'default' };
    const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
    const countOn = async (before: number) => {
      await client.merge(EVENTS, metadata, { count: before + count, lastTimestamp: now });
      remember(counts, name, before + count);
    };
    const known = counts.get(name);
    try {
      if (known !== undefined) return await countOn(known);
    } catch (error) {
      // The API server forgets Events after an hour.
      if (!hasStatus(error, 404)) throw error;
    }
    try {
      await client.create(EVENTS, {
        apiVersion: 'v1',
        kind: 'Event',
        metadata,
        involvedObject: involved(about),
        ...note,
        source: { component: client.fieldManager },
        reportingComponent: client.fieldManager,
        count,
        firstTimestamp: now,
        lastTimestamp: now,
      });
      remember(counts, name, count);
    } catch (error) {
      if (!hasStatus(error, 409)) throw error;
      const before = await client.get(EVENTS, metadata);
      if (before !== undefined) await countOn(Number(before.count ?? 1));
    }
  };

  const writeGathered = async () => {
    clearTimeout(timer);
    timer = undefined;
    const warningsFirst = [...gathered].sort(([, a], [, b]) => Number(isNormal(a)) - Number(isNormal(b)));
    gathered.clear();
    normal.clear();
    for (const [name, each] of warningsFirst) {
      if (isAllowed()) await write(name, each).catch((error: unknown) => onError?.(error));
      else if (!isNormal(each) && gathered.size < REMEMBERED) gather(name, each);
    }
  };

  const gather = (name: string, { about, note, count }: Gathered) => {
    const same = gathered.get(name);
    if (same) same.count += count;
    else gathered.set(name, { about, note, count });
    timer ??= setTimeout(() => void flush(), GATHER_MS).unref();
  };

  const flush = () => {
    writing = writing.then(writeGathered);
    return writing;
  };

  return {
    record(about, note) {
      const { name, uid } = about.metadata;
      if (isTooOften(uid)) return;
      // The name follows from what is said of what, so that the second time is found by the conflict that it makes.
      const id = fingerprint([uid, client.fieldManager, note.type, note.reason, note.message].join('\n'));
      const event = `${name.slice(0, 230)}.${id}`;
      if (note.type === 'Normal') {
        const before = normal.get(uid);
        if (before !== undefined && before !== event) gathered.delete(before);
        normal.set(uid, event);
      }
      gather(event, { about, note, count: 1 });
    },
    flush,
  };
}

function isNormal({ note }: Gathered): boolean {
  return note.type === 'Normal';
}

/** Adds as the newest, and forgets the oldest where it is too many. */
function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= REMEMBERED) break;
    map.delete(oldest);
  }
}

function involved({ apiVersion, kind, metadata }: StoredObject): object {
  const { name, namespace, uid, resourceVersion } = metadata;
  return { apiVersion, kind, name, namespace, uid, resourceVersion };
}
