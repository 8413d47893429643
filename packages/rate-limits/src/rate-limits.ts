/** So much in so long: what was taken comes back evenly over the time. */
export interface Rate {
  readonly kind: 'rate';
  /** Whose limit it is, and of what. */
  readonly key: string;
  readonly limit: number;
  /** The time in which the whole limit comes back, in ms. */
  readonly windowMs: number;
  /** What is taken; for `put` also less than nothing. */
  readonly amount: number;
}

/** So many at once: a place that its holder has until it gives it back, or does not renew it in time. */
export interface Slot {
  readonly kind: 'slot';
  /** Whose limit it is, and of what. */
  readonly key: string;
  readonly limit: number;
  /** Who has the place; a holder has one at most, however often it takes it. */
  readonly holder: string;
  /** How long it is held from now on, in ms; for `put`, 0 gives it back. */
  readonly ttlMs: number;
}

export type Limit = Rate | Slot;

/** What became of an attempt to take. */
export type Taken =
  /** `left` of each limit, whole numbers, in the order in which they were given. */
  | { readonly taken: true; readonly left: readonly number[] }
  /** Nothing was taken. */
  | {
      readonly taken: false;
      /** The limit that takes longest to make room, by its place among those given. */
      readonly refusedBy: number;
      /** When there may be room, in ms; undefined when waiting does not help, since more is wanted than the limit. */
      readonly retryAfterMs: number | undefined;
    };

/** Limits that hold over everybody who shares them. A key is either a rate's or a slot's, and once in a call at most. */
export interface RateLimits {
  /**
   * Takes of all limits, or of none, in one step.
   * @throws LimitsAwayError when what keeps them cannot be reached, and nobody passes without them
   */
  take(limits: readonly Limit[]): Promise<Taken>;
  /**
   * Without asking whether there is room: corrects rates by what they were taken too little or too much, renews slots, gives
   * them back. Never rejects: a rate heals by itself, a slot ends by itself.
   */
  put(limits: readonly Limit[]): Promise<void>;
  close(): Promise<void>;
}

/** The limits are not to be had right now. */
export class LimitsAwayError extends Error {
  override readonly name = 'LimitsAwayError';

  constructor(cause: unknown) {
    super('what keeps the limits cannot be reached', { cause });
  }
}
