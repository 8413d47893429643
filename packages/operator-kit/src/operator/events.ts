import { hasStatus } from '../api/api-error.ts';
import type { KubeClient } from '../api/client.ts';
import { objectKey, type StoredObject } from '../api/kube-object.ts';
import { createTokenBucket, type TokenBucket } from '../queue/token-bucket.ts';
import { fingerprint } from './canonical-json.ts';

const EVENTS = { apiVersion: 'v1', kind: 'Event', plural: 'events', namespaced: true } as const;
/** Per object: 25 at once, then one in five minutes, as kubelet and controller-manager have it. */
const RATE = { perSecond: 1 / 300, burst: 25 };
/** Objects whose rate is remembered. */
const REMEMBERED = 10_000;

/** What there is to say about an object. */
export interface EventNote {
  readonly type: 'Normal' | 'Warning';
  /** One word in upper camel case. */
  readonly reason: string;
  readonly message: string;
}

/** Writes Events. What is said again is counted, not written again, also after a restart. */
export interface EventRecorder {
  /** Never throws and never waits: an Event that cannot be written is dropped and reported. */
  record(about: StoredObject, note: EventNote): void;
  /** Resolves when everything that was recorded is written or dropped. */
  flush(): Promise<void>;
}

/** What a recorder is made with. */
export interface EventRecorderOptions {
  readonly client: KubeClient;
  readonly onError?: (error: unknown) => void;
}

export function createEventRecorder({ client, onError }: EventRecorderOptions): EventRecorder {
  const buckets = new Map<string, TokenBucket>();
  const pending = new Map<string, Promise<void>>();

  const allowed = (uid: string) => {
    const now = performance.now();
    const bucket = buckets.get(uid) ?? createTokenBucket(RATE, now);
    buckets.delete(uid);
    buckets.set(uid, bucket);
    for (const oldest of buckets.keys()) {
      if (buckets.size <= REMEMBERED) break;
      buckets.delete(oldest);
    }
    return bucket.tryTake(now);
  };

  /** The name follows from what is said of what, so the second time is found by the conflict that it makes. */
  const write = async (about: StoredObject, note: EventNote) => {
    const { name, namespace = 'default', uid } = about.metadata;
    const id = fingerprint([uid, client.fieldManager, note.type, note.reason, note.message].join('\n'));
    const metadata = { name: `${name.slice(0, 230)}.${id}`, namespace };
    const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
    try {
      await client.create(EVENTS, {
        apiVersion: 'v1',
        kind: 'Event',
        metadata,
        involvedObject: involved(about),
        ...note,
        source: { component: client.fieldManager },
        reportingComponent: client.fieldManager,
        count: 1,
        firstTimestamp: now,
        lastTimestamp: now,
      });
    } catch (error) {
      if (!hasStatus(error, 409)) throw error;
      const before = await client.get(EVENTS, metadata);
      if (before === undefined) return;
      const count = Number(before.count ?? 1) + 1;
      await client.merge(EVENTS, metadata, { count, lastTimestamp: now });
    }
  };

  return {
    record(about, note) {
      if (!allowed(about.metadata.uid)) return;
      const key = `${about.kind}/${objectKey(about.metadata)}`;
      const written = (pending.get(key) ?? Promise.resolve())
        .then(() => write(about, note))
        .catch((error: unknown) => onError?.(error))
        .finally(() => {
          if (pending.get(key) === written) pending.delete(key);
        });
      pending.set(key, written);
    },
    async flush() {
      await Promise.all(pending.values());
    },
  };
}

function involved({ apiVersion, kind, metadata }: StoredObject): object {
  const { name, namespace, uid, resourceVersion } = metadata;
  return { apiVersion, kind, name, namespace, uid, resourceVersion };
}
