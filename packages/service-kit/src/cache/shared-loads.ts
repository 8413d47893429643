import { createWeightedLru } from './weighted-lru.ts';

/** What is loaded once for everybody who asks for it at the same time, and kept for those who come later. */
export interface SharedLoads<Value> {
  /** Of the cache, of a load that is under way, or of this one. What cannot be loaded is tried again by the next. */
  get(key: string, load: () => Promise<Value>): Promise<Value>;
}

/** @param weigh in the unit of `maxWeight`, such as bytes */
export function createSharedLoads<Value>(maxWeight: number, weigh: (value: Value) => number): SharedLoads<Value> {
  const cache = createWeightedLru<{ readonly value: Value }>(maxWeight);
  const loading = new Map<string, Promise<Value>>();
  return {
    async get(key, load) {
      const known = cache.get(key);
      if (known !== undefined) return known.value;
      const underWay = loading.get(key);
      if (underWay !== undefined) return underWay;
      const started = load()
        .then((value) => {
          cache.set(key, { value }, weigh(value));
          return value;
        })
        .finally(() => loading.delete(key));
      loading.set(key, started);
      return started;
    },
  };
}
