/**
 * The share of the feed's time that each tenant has. Events are projected one after the other for everybody, so a tenant that
 * commits large changes or changes large models would hold up all others. A bucket of time by tenant:
 *
 *     full ── an event took long ──> less ──> empty: large models of the tenant are rebuilt beside the feed,
 *      ▲                              │       several commits at a time, and others go on
 *      └──────── time passes ─────────┴──<──┘
 */
export interface FeedShare {
  /** False while the tenant has used up its time. */
  hasTime(tenant: string): boolean;
  /** Says how long an event of the tenant took, in ms. What is usual for an event costs nothing. */
  took(tenant: string, ms: number): void;
}

export interface FeedShareOptions {
  /** What a tenant has after a pause, in ms. */
  readonly capacityMs: number;
  /** What comes back in a second, in ms. */
  readonly refillMs: number;
  /** The time, in ms. */
  readonly now?: () => number;
}

/** An event of a model of a usual size takes less. */
const USUAL_MS = 20;

export function createFeedShare({ capacityMs, refillMs, now = () => performance.now() }: FeedShareOptions): FeedShare {
  const buckets = new Map<string, { readonly ms: number; readonly at: number }>();
  const left = (tenant: string): number => {
    const bucket = buckets.get(tenant);
    if (bucket === undefined) return capacityMs;
    return Math.min(capacityMs, bucket.ms + ((now() - bucket.at) / 1000) * refillMs);
  };
  return {
    hasTime: (tenant) => left(tenant) > 0,
    took(tenant, ms) {
      const rest = left(tenant) - Math.max(0, ms - USUAL_MS);
      // Only tenants that have taken more than the usual are remembered, and for as long as that counts.
      for (const known of buckets.keys()) if (left(known) >= capacityMs) buckets.delete(known);
      if (rest < capacityMs) buckets.set(tenant, { ms: rest, at: now() });
    },
  };
}
