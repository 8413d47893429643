import type { ModelEndpoint } from '../../app/ports.ts';

/** Tokens that models read and write at most, by what they are called, as their providers say. The first that fits counts. */
const WINDOWS: readonly (readonly [RegExp, number])[] = [
  [/gpt-4\.1/, 1_047_576],
  [/gpt-[5-9]/, 400_000],
  [/gpt-4o|gpt-4-turbo|gpt-4\.5/, 128_000],
  [/gpt-4/, 8_192],
  [/gpt-3\.5/, 16_385],
  [/(?:^|\/)o[134](?:-|$)/, 200_000],
  [/gemini/, 1_048_576],
  [/claude/, 200_000],
];

/** How many tokens a model reads and writes at most; undefined for a model that nobody knows here. */
export function contextTokensOf({ protocol, model }: Pick<ModelEndpoint, 'model' | 'protocol'>): number | undefined {
  if (protocol === 'offline') return Number.MAX_SAFE_INTEGER;
  return WINDOWS.find(([name]) => name.test(model))?.[1];
}
