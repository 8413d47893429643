/** How fast something may go overall. */
export interface Rate {
  readonly perSecond: number;
  /** How many may go at once after a pause. */
  readonly burst: number;
}

/** Says how long each caller has to wait, so that all of them together keep to a rate. */
export interface TokenBucket {
  /** Takes one turn. @returns how long to wait for it, in ms; 0 if it is there at once */
  take(now: number): number;
  /** Takes one turn if it is there at once. @returns whether it was */
  tryTake(now: number): boolean;
}

/** @param now of a monotonic clock, in ms */
export function createTokenBucket({ perSecond, burst }: Rate, now: number): TokenBucket {
  let tokens = burst;
  let at = now;
  const refill = (time: number) => {
    tokens = Math.min(burst, tokens + ((time - at) / 1_000) * perSecond);
    at = time;
  };
  return {
    take(time) {
      refill(time);
      tokens -= 1;
      return tokens >= 0 ? 0 : (-tokens / perSecond) * 1_000;
    },
    tryTake(time) {
      refill(time);
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
