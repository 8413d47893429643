/** A wait that doubles with every failure, up to a limit, in ms. */
export interface Backoff {
  readonly firstMs: number;
  readonly limitMs: number;
}

/**
 * The wait after a number of failures in a row, in ms, of which the upper half is left to chance, so that those who
 * failed together do not come back together.
 *
 * @param random in [0, 1)
 */
export function backoffDelay({ firstMs, limitMs }: Backoff, failures: number, random = Math.random()): number {
  if (failures <= 0) return 0;
  const full = Math.min(limitMs, firstMs * 2 ** Math.min(failures - 1, 40));
  return full / 2 + (full / 2) * random;
}
