import { type ObjectKey, objectKey, type StoredObject } from '../api/kube-object.ts';
import { createKeyIndex } from './key-index.ts';
import { createPacker, type PackedObject, unpack } from './packed-object.ts';
import { isNewer } from './resource-version.ts';

/** So many of the objects that were read last stay as they are: those that are worked on are read again and again. */
const RECENT = 32;

/** Something that happened to an object, as far as the cache can tell. */
export interface Change {
  readonly type: 'added' | 'updated' | 'deleted';
  readonly key: ObjectKey;
  /** As it is now; for `deleted`, as it was last. Unpacked when it is asked for. */
  readonly object: StoredObject;
}

/** The values under which an object is found, by the index's name. */
export type Indexers = Readonly<Record<string, (object: StoredObject) => readonly string[]>>;

/** What can be read of a cache. Objects are frozen, with all that is in them: who wants another one makes a copy. */
export interface ReadCache {
  get(key: ObjectKey): StoredObject | undefined;
  keys(): readonly ObjectKey[];
  /** The keys of the objects that an index lists under a value. @throws if there is no such index */
  keysBy(index: string, value: string): readonly ObjectKey[];
  /** The objects that an index lists under a value. @throws if there is no such index */
  by(index: string, value: string): readonly StoredObject[];
  readonly size: number;
}

/** An object as the cache keeps it, and what is asked of it often. */
export interface CacheEntry extends PackedObject {
  readonly uid: string;
  readonly resourceVersion: string;
  /** What it is found under. */
  readonly terms: readonly string[];
}

/** A cache of the objects of one kind that only ever goes forward in resourceVersions. */
export interface ObjectCache extends ReadCache {
  /** The form in which `replace` takes objects. */
  entry(object: StoredObject): CacheEntry;
  /** Takes an object that is newer than what is there; anything else is ignored. */
  put(object: StoredObject): Change[];
  /** Takes an object away, unless another one has its name by now. */
  remove(object: StoredObject): Change[];
  /**
   * Takes a whole list of `resourceVersion`. What is here and newer than the list stays, unless `reset` says that the
   * server's history began anew.
   */
  replace(listed: ReadonlyMap<ObjectKey, CacheEntry>, resourceVersion: string, reset: boolean): Change[];
}

export function createObjectCache(indexers: Indexers = {}): ObjectCache {
  const entries = new Map<ObjectKey, CacheEntry>();
  const index = createKeyIndex();
  const pack = createPacker();
  const recent = new Map<CacheEntry, StoredObject>();

  const read = (entry: CacheEntry): StoredObject => {
    const known = recent.get(entry);
    if (known !== undefined) return known;
    const object = deepFreeze(unpack(entry));
    recent.set(entry, object);
    for (const oldest of recent.keys()) {
      if (recent.size <= RECENT) break;
      recent.delete(oldest);
    }
    return object;
  };
  /** A list changes as many objects as there are, so none of them is unpacked before it is asked for. */
  const changeOf = (type: Change['type'], key: ObjectKey, entry: CacheEntry): Change => ({
    type,
    key,
    get object() {
      return read(entry);
    },
  });
  /** A copy, because an array that has grown has room for more. */
  const termsOf = (object: StoredObject) =>
    Object.entries(indexers)
      .flatMap(([name, valuesOf]) => valuesOf(object).map((value) => termOf(name, value)))
      .slice();
  const drop = (key: ObjectKey, entry: CacheEntry): Change => {
    entries.delete(key);
    for (const term of entry.terms) index.delete(term, key);
    return changeOf('deleted', key, entry);
  };
  /** Another UID under the same name is another object: the one before it has been deleted in between. */
  const set = (key: ObjectKey, entry: CacheEntry): Change[] => {
    const before = entries.get(key);
    const deleted = before === undefined ? [] : [drop(key, before)];
    entries.set(key, entry);
    for (const term of entry.terms) index.add(term, key);
    return before?.uid === entry.uid ? [changeOf('updated', key, entry)] : [...deleted, changeOf('added', key, entry)];
  };
  const keysBy = (name: string, value: string) => {
    if (!Object.hasOwn(indexers, name))
      throw new Error(`There is no index ${name}; there are: ${Object.keys(indexers).join(', ')}.`);
    return index.keys(termOf(name, value));
  };

  const cache: ObjectCache = {
    get(key) {
      const entry = entries.get(key);
      return entry && read(entry);
    },
    keys: () => [...entries.keys()],
    keysBy,
    by: (name, value) => keysBy(name, value).map((key) => read(entries.get(key)!)),
    get size() {
      return entries.size;
    },
    entry(object) {
      const { uid, resourceVersion } = object.metadata;
      const before = entries.get(objectKey(object.metadata));
      if (before?.uid === uid && before.resourceVersion === resourceVersion) return before;
      const { difference, sample } = pack(object);
      return { uid, resourceVersion, terms: termsOf(object), difference, sample };
    },
    put(object) {
      const key = objectKey(object.metadata);
      const before = entries.get(key);
      if (before !== undefined && !isNewer(object.metadata.resourceVersion, before.resourceVersion)) return [];
      return set(key, cache.entry(object));
    },
    remove(object) {
      const key = objectKey(object.metadata);
      const before = entries.get(key);
      if (before === undefined || before.uid !== object.metadata.uid) return [];
      drop(key, before);
      return [{ type: 'deleted', key, object }];
    },
    replace(listed, resourceVersion, reset) {
      const gone = [...entries].filter(
        ([key, entry]) => !listed.has(key) && (reset || !isNewer(entry.resourceVersion, resourceVersion)),
      );
      const deleted = gone.map(([key, entry]) => drop(key, entry));
      const changed = [...listed].filter(([key, entry]) => {
        const before = entries.get(key);
        if (before === undefined) return true;
        return reset
          ? before.uid !== entry.uid || before.resourceVersion !== entry.resourceVersion
          : isNewer(entry.resourceVersion, before.resourceVersion);
      });
      return [...deleted, ...changed.flatMap(([key, entry]) => set(key, entry))];
    },
  };
  return cache;
}

/** Joined, which copies; a template would keep its parts. */
function termOf(index: string, value: string): string {
  return [index, value].join('=');
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
