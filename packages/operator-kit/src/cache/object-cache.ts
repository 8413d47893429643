import { type ObjectKey, objectKey, type StoredObject } from '../api/kube-object.ts';
import { isNewer } from './resource-version.ts';

/** Something that happened to an object, as far as the cache can tell. */
export interface Change {
  readonly type: 'added' | 'updated' | 'deleted';
  readonly key: ObjectKey;
  /** As it is now; for `deleted`, as it was last. */
  readonly object: StoredObject;
}

/** The values under which an object is found, by the index's name. */
export type Indexers = Readonly<Record<string, (object: StoredObject) => readonly string[]>>;

/** What can be read of a cache. Every object is a copy of its own: changing it changes nothing else. */
export interface ReadCache {
  get(key: ObjectKey): StoredObject | undefined;
  keys(): readonly ObjectKey[];
  /** The keys of the objects that an index lists under a value. @throws if there is no such index */
  keysBy(index: string, value: string): readonly ObjectKey[];
  /** The objects that an index lists under a value. @throws if there is no such index */
  by(index: string, value: string): readonly StoredObject[];
  readonly size: number;
}

/** An object as the cache keeps it: text takes a fraction of the memory that a tree of objects does. */
export interface CacheEntry {
  readonly uid: string;
  readonly resourceVersion: string;
  readonly json: string;
  readonly indexed: readonly (readonly [index: string, value: string])[];
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
  const indexes = new Map(Object.keys(indexers).map((name) => [name, new Map<string, Set<ObjectKey>>()]));

  const indexNamed = (name: string) => {
    const index = indexes.get(name);
    if (index === undefined)
      throw new Error(`There is no index ${name}; there are: ${[...indexes.keys()].join(', ')}.`);
    return index;
  };
  const drop = (key: ObjectKey, entry: CacheEntry) => {
    entries.delete(key);
    for (const [name, value] of entry.indexed) {
      const keys = indexNamed(name).get(value);
      keys?.delete(key);
      if (keys?.size === 0) indexNamed(name).delete(value);
    }
  };
  const set = (key: ObjectKey, entry: CacheEntry) => {
    const before = entries.get(key);
    if (before !== undefined) drop(key, before);
    entries.set(key, entry);
    for (const [name, value] of entry.indexed) {
      const index = indexNamed(name);
      const keys = index.get(value);
      if (keys === undefined) index.set(value, new Set([key]));
      else keys.add(key);
    }
  };
  /** Another UID under the same name is another object: the one before it has been deleted in between. */
  const exchange = (key: ObjectKey, entry: CacheEntry): Change[] => {
    const before = entries.get(key);
    set(key, entry);
    const object = parse(entry);
    if (before === undefined) return [{ type: 'added', key, object }];
    if (before.uid === entry.uid) return [{ type: 'updated', key, object }];
    return [
      { type: 'deleted', key, object: parse(before) },
      { type: 'added', key, object },
    ];
  };
  const keysBy = (index: string, value: string) => [...(indexNamed(index).get(value) ?? [])];
  const get = (key: ObjectKey) => {
    const entry = entries.get(key);
    return entry && parse(entry);
  };

  const cache: ObjectCache = {
    get,
    keys: () => [...entries.keys()],
    keysBy,
    by: (index, value) => keysBy(index, value).map((key) => parse(entries.get(key)!)),
    get size() {
      return entries.size;
    },
    entry: (object) => ({
      uid: object.metadata.uid,
      resourceVersion: object.metadata.resourceVersion,
      json: JSON.stringify(object),
      indexed: Object.entries(indexers).flatMap(([name, valuesOf]) =>
        [...new Set(valuesOf(object))].map((value) => [name, value] as const),
      ),
    }),
    put(object) {
      const key = objectKey(object.metadata);
      const before = entries.get(key);
      if (before !== undefined && !isNewer(object.metadata.resourceVersion, before.resourceVersion)) return [];
      return exchange(key, cache.entry(object));
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
      const deleted = gone.map(([key, entry]): Change => {
        drop(key, entry);
        return { type: 'deleted', key, object: parse(entry) };
      });
      const changed = [...listed].filter(([key, entry]) => {
        const before = entries.get(key);
        if (before === undefined) return true;
        return reset
          ? before.uid !== entry.uid || before.resourceVersion !== entry.resourceVersion
          : isNewer(entry.resourceVersion, before.resourceVersion);
      });
      return [...deleted, ...changed.flatMap(([key, entry]) => exchange(key, entry))];
    },
  };
  return cache;
}

function parse(entry: CacheEntry): StoredObject {
  return JSON.parse(entry.json) as StoredObject;
}
