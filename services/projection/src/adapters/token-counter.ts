import type { CountTokens } from '../domain/envelope/build.ts';

let loading: Promise<CountTokens> | undefined;

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
    const count = isWithinTokenLimit(text, limit, options);
    return count === false ? Number.POSITIVE_INFINITY : count;
  };
}
