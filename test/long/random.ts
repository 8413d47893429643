import { createHash } from 'node:crypto';

/** Numbers that follow from a seed alone, so that what one run finds another can repeat. */
export interface Random {
  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number;
  /** One of the items; undefined of none. */
  one<T>(items: readonly T[]): T | undefined;
  /** Whether something that happens once in `times` happens now. */
  once(times: number): boolean;
}

/** SplitMix32 over the hash of the seed. */
export function createRandom(seed: string): Random {
  let state = createHash('sha256').update(seed).digest().readUInt32LE();
  function below(limit: number): number {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % limit;
  }
  return {
    below,
    one: (items) => (items.length === 0 ? undefined : items[below(items.length)]),
    once: (times) => below(times) === 0,
  };
}
