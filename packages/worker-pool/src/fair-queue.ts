/** What waits, by tenant. */
export interface FairQueue<Item> {
  readonly size: number;
  /** Whether it was taken in; else whose bound it would exceed. */
  add(tenant: string, item: Item): 'added' | 'everybody' | 'tenant';
  /**
   * The next in turn: of the tenants that may have one more, one with the fewest running, else who waits longest for a turn.
   * @param running how many of a tenant run already, of `most` that it may have
   */
  take(running: (tenant: string) => number, most: number): Item | undefined;
  /** How many could be taken at once. */
  takeable(running: (tenant: string) => number, most: number): number;
  /** Whether it was waiting. */
  remove(tenant: string, item: Item): boolean;
  /** Removes everything. */
  drain(): Item[];
}

export interface FairQueueBounds {
  /** Items that may wait, of everybody. */
  readonly maxWaiting: number;
  /** Items of one tenant that may wait. */
  readonly maxWaitingOfTenant: number;
}

/** Round robin over tenants, first come first served within one; bounded. */
export function createFairQueue<Item>({ maxWaiting, maxWaitingOfTenant }: FairQueueBounds): FairQueue<Item> {
  // In the order of turns: who had one goes to the end.
  const tenants = new Map<string, Item[]>();
  let size = 0;
  const put = (tenant: string, items: Item[]) => {
    tenants.delete(tenant);
    if (items.length > 0) tenants.set(tenant, items);
  };
  return {
    get size() {
      return size;
    },
    add(tenant, item) {
      const items = tenants.get(tenant) ?? [];
      if (items.length >= maxWaitingOfTenant) return 'tenant';
      if (size >= maxWaiting) return 'everybody';
      items.push(item);
      if (items.length === 1) tenants.set(tenant, items);
      size += 1;
      return 'added';
    },
    take(running, most) {
      let next: string | undefined;
      for (const tenant of tenants.keys()) {
        if (running(tenant) < most && (next === undefined || running(tenant) < running(next))) next = tenant;
      }
      if (next === undefined) return undefined;
      const [item, ...rest] = tenants.get(next)!;
      put(next, rest);
      size -= 1;
      return item;
    },
    takeable(running, most) {
      let count = 0;
      for (const [tenant, items] of tenants) count += Math.max(0, Math.min(items.length, most - running(tenant)));
      return count;
    },
    remove(tenant, item) {
      const items = tenants.get(tenant) ?? [];
      const at = items.indexOf(item);
      if (at < 0) return false;
      items.splice(at, 1);
      if (items.length === 0) tenants.delete(tenant);
      size -= 1;
      return true;
    },
    drain() {
      const items = [...tenants.values()].flat();
      tenants.clear();
      size = 0;
      return items;
    },
  };
}
