const none: ReadonlySet<never> = new Set();

/** Sets of ids by key. A fork shares them with its origin until it changes them. */
export class MultiMap<K> {
  readonly #sets: Map<K, Set<string>>;
  /** The keys whose sets are this map's own; undefined when all are. */
  readonly #own: Set<K> | undefined;

  constructor(origin?: MultiMap<K>) {
    this.#sets = new Map(origin === undefined ? [] : origin.#sets);
    this.#own = origin === undefined ? undefined : new Set();
  }

  get(key: K): ReadonlySet<string> {
    return this.#sets.get(key) ?? none;
  }

  add(key: K, id: string): void {
    this.#writable(key).add(id);
  }

  delete(key: K, id: string): void {
    if (this.#sets.has(key)) this.#writable(key).delete(id);
  }

  #writable(key: K): Set<string> {
    const set = this.#sets.get(key);
    if (set !== undefined && (this.#own === undefined || this.#own.has(key))) return set;
    const own = new Set(set);
    this.#sets.set(key, own);
    this.#own?.add(key);
    return own;
  }
}
