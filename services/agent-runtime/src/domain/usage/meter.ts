import type { Meaning, UsageProtocol } from './protocols.ts';
import { type ModelTokens, tokenCount, tokensRead } from './tokens.ts';

/** What a provider has counted so far. */
export interface CountedUsage {
  readonly tokens: ModelTokens;
  /** What does not add up, or has no known meaning: for those who operate this. */
  readonly faults: readonly string[];
}

/**
 * Adds up what the provider of one answer counts. Counts grow, so the largest of each is the last one; one that makes no
 * sense changes nothing. Answers undefined when it was told nothing that counts.
 */
export type UsageMeter = (usage: unknown) => CountedUsage | undefined;

const MAX_DEPTH = 4;
const MAX_KEYS = 100;

export function createUsageMeter({ keys, cacheIn, reasoningIn }: UsageProtocol): UsageMeter {
  const counts = new Map<Meaning, number>();
  const unmapped = new Set<string>();
  return (usage) => {
    const numbers = numbersIn(usage);
    if (numbers.length === 0) return undefined;
    for (const [key, value] of numbers) {
      const meaning = meaningOf(key, keys);
      if (meaning === undefined) unmapped.add(key);
      else counts.set(meaning, Math.max(counts.get(meaning) ?? 0, tokenCount(value)));
    }
    const of = (meaning: Meaning) => counts.get(meaning) ?? 0;
    const tokens = disjoint(of, cacheIn, reasoningIn);
    const total = counts.get('total');
    const sum = tokensRead(tokens) + tokens.output;
    const faults = [...unmapped].map((key) => `the count ${key} has no known meaning`);
    if (total !== undefined && total > 0 && total !== sum) faults.push(`the total is ${total}, its parts are ${sum}`);
    return { tokens, faults };
  };
}

function disjoint(
  of: (meaning: Meaning) => number,
  cacheIn: UsageProtocol['cacheIn'],
  reasoningIn: UsageProtocol['reasoningIn'],
): ModelTokens {
  const [read, written, reasoning] = [of('input'), of('output'), of('reasoning')];
  // Of an input that counts the cache nothing more than itself can have come from there.
  const cacheRead = cacheIn === 'input' ? Math.min(of('cacheRead'), read) : of('cacheRead');
  const cacheWrite = cacheIn === 'input' ? Math.min(of('cacheWrite'), read - cacheRead) : of('cacheWrite');
  const input = (cacheIn === 'input' ? read - cacheRead - cacheWrite : read) + of('toolInput');
  const isBeside =
    reasoningIn === 'beside' ||
    // More of it than was written: it cannot be among that.
    reasoning > written ||
    (reasoningIn === 'by-total' && reasoning > 0 && of('total') === read + written + reasoning);
  return { input, cacheRead, cacheWrite, output: isBeside ? written + reasoning : written, reasoning };
}

/** Every number in a usage by its place, such as `prompt_tokens_details.cached_tokens`. */
function numbersIn(usage: unknown, place = '', depth = MAX_DEPTH): [string, number][] {
  if (typeof usage === 'number') return place === '' ? [] : [[place, usage]];
  if (typeof usage !== 'object' || usage === null || depth === 0) return [];
  return Object.entries(usage)
    .slice(0, MAX_KEYS)
    .flatMap(([key, value]) => numbersIn(value, place === '' ? key : `${place}.${key}`, depth - 1));
}

function meaningOf(key: string, keys: UsageProtocol['keys']): Meaning | undefined {
  if (Object.hasOwn(keys, key)) return keys[key];
  const at = key.lastIndexOf('.');
  if (at < 0) return undefined;
  const above = key.slice(0, at);
  return keys[`${above}.*`] ?? (above.includes('.') ? meaningOf(above, keys) : undefined);
}
