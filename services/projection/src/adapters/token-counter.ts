import type { CountTokens } from '../domain/envelope/build.ts';

let loading: Promise<CountTokens> | undefined;

/**
 * Characters without a break, or of white space, that are tokenized as one. Merging pairs of them takes the square of their
 * number, so longer ones are counted by their bytes, of which every token has at least one: such a count is never too low.
 */
const LONGEST_RUN = 1_000;
/** Tried only where a run begins. */
const LONG_RUNS = new RegExp(`(?<!\\S)\\S{${LONGEST_RUN + 1},}|(?<!\\s)\\s{${LONGEST_RUN + 1},}`, 'g');

/**
 * Counts tokens in the o200k encoding. Its table takes some 200 ms and 40 MB to load, so it is loaded when first asked for.
 * Special tokens in names count as the text that they are.
 */
export function loadTokenCounter(): Promise<CountTokens> {
  loading ??= load();
  return loading;
}

async function load(): Promise<CountTokens> {
  const { isWithinTokenLimit } = await import('gpt-tokenizer/encoding/o200k_base');
  const options = { disallowedSpecial: new Set<string>() };
  return (text, limit) => {
    let [count, counted] = [0, 0];
    const countTo = (end: number) => {
      const more = isWithinTokenLimit(text.slice(counted, end), limit - count, options);
      count = more === false ? Number.POSITIVE_INFINITY : count + more;
    };
    for (const { 0: run, index } of text.matchAll(LONG_RUNS)) {
      countTo(index);
      count += Buffer.byteLength(run);
      if (count > limit) return Number.POSITIVE_INFINITY;
      counted = index + run.length;
    }
    countTo(text.length);
    return count;
  };
}
