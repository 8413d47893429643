import type { Limit, Rate, RateLimits, Slot, Taken } from './rate-limits.ts';

/** How often what is over is forgotten, in ms. */
const SWEEP_INTERVAL_MS = 60_000;

/** What was used of a rate at an instant; it shrinks from then on. */
interface Used {
  readonly used: number;
  readonly at: number;
  readonly perMs: number;
}

export interface InProcessOptions {
  /** Milliseconds since 1970; the system's clock unless given. */
  readonly now?: () => number;
}

/** Limits in the memory of this process: of one replica. */
export function createInProcessRateLimits({ now = Date.now }: InProcessOptions = {}): RateLimits {
  const rates = new Map<string, Used>();
  /** Who holds a place until when, in ms since 1970. */
  const slots = new Map<string, Map<string, number>>();
  let sweepAt = now() + SWEEP_INTERVAL_MS;

  const usedOf = ({ key, limit, windowMs }: Rate, at: number) => {
    const known = rates.get(key);
    return known === undefined ? 0 : Math.max(0, known.used - Math.max(0, at - known.at) * (limit / windowMs));
  };
  const holdersOf = ({ key }: Slot, at: number) => {
    const holders = slots.get(key) ?? new Map<string, number>();
    for (const [holder, until] of holders) if (until <= at) holders.delete(holder);
    return holders;
  };

  /** How long until there is room, in ms: 0 when there is, Infinity when there never is. */
  function waitFor(limit: Limit, at: number): number {
    if (limit.kind === 'rate') {
      if (limit.amount > limit.limit) return Infinity;
      const over = usedOf(limit, at) + limit.amount - limit.limit;
      return over <= 0 ? 0 : Math.ceil((over * limit.windowMs) / limit.limit);
    }
    const holders = holdersOf(limit, at);
    if (holders.has(limit.holder) || holders.size < limit.limit) return 0;
    return limit.limit <= 0 ? Infinity : Math.max(1, Math.min(...holders.values()) - at);
  }

  function add(limit: Limit, at: number): number {
    if (limit.kind === 'rate') {
      const used = Math.max(0, usedOf(limit, at) + limit.amount);
      rates.set(limit.key, { used, at, perMs: limit.limit / limit.windowMs });
      return Math.max(0, Math.floor(limit.limit - used));
    }
    const holders = holdersOf(limit, at);
    if (limit.ttlMs > 0) holders.set(limit.holder, at + limit.ttlMs);
    else holders.delete(limit.holder);
    if (holders.size > 0) slots.set(limit.key, holders);
    else slots.delete(limit.key);
    return Math.max(0, limit.limit - holders.size);
  }

  function sweep(at: number): void {
    if (at < sweepAt) return;
    sweepAt = at + SWEEP_INTERVAL_MS;
    for (const [key, { used, at: since, perMs }] of rates) if (used <= (at - since) * perMs) rates.delete(key);
    for (const [key, holders] of slots) if (Math.max(...holders.values()) <= at) slots.delete(key);
  }

  return {
    async take(limits): Promise<Taken> {
      const at = now();
      sweep(at);
      const waits = limits.map((limit) => waitFor(limit, at));
      const longest = Math.max(0, ...waits);
      if (longest === 0) return { taken: true, left: limits.map((limit) => add(limit, at)) };
      const retryAfterMs = longest === Infinity ? undefined : longest;
      return { taken: false, refusedBy: waits.indexOf(longest), retryAfterMs };
    },
    async put(limits) {
      const at = now();
      for (const limit of limits) add(limit, at);
    },
    async close() {
      rates.clear();
      slots.clear();
    },
  };
}
