/** Keeps what was used last, up to a total weight. */
export interface WeightedLru<Value> {
  /** Marks it as used. */
  get(key: string): Value | undefined;
  /** Forgets what was used least recently until everything fits; a value that never fits is not kept. */
  set(key: string, value: Value, weight: number): void;
  delete(key: string): void;
}

/** A cache that is bounded by what its values weigh, in any unit that the caller measures them in, such as bytes. */
export function createWeightedLru<Value>(maxWeight: number): WeightedLru<Value> {
  const entries = new Map<string, { readonly value: Value; readonly weight: number }>();
  let total = 0;
  const remove = (key: string) => {
    total -= entries.get(key)?.weight ?? 0;
    entries.delete(key);
  };
  return {
    get(key) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value, weight) {
      remove(key);
      if (weight > maxWeight) return;
      entries.set(key, { value, weight });
      total += weight;
      for (const oldest of entries.keys()) {
        if (total <= maxWeight) return;
        remove(oldest);
      }
    },
    delete: remove,
  };
}
