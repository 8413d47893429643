/** What one call of a model has used, in tokens. No token counts in two of them, but for `reasoning`. */
export interface ModelTokens {
  /** Read, and neither taken from nor put into the provider's cache. */
  readonly input: number;
  /** Read from the provider's cache. */
  readonly cacheRead: number;
  /** Read and put into the provider's cache. */
  readonly cacheWrite: number;
  /** Written, reasoning among them. */
  readonly output: number;
  /** How many of `output` were reasoning. */
  readonly reasoning: number;
}

export const NO_TOKENS: ModelTokens = { input: 0, cacheRead: 0, cacheWrite: 0, output: 0, reasoning: 0 };

/** All that was read, from wherever. */
export function tokensRead({ input, cacheRead, cacheWrite }: ModelTokens): number {
  return input + cacheRead + cacheWrite;
}

const MAX_UINT32 = 0xffff_ffff;

/** A number of tokens that the contract can carry. What is no such number counts as none. */
export function tokenCount(value: unknown): number {
  return typeof value === 'number' && value > 0 ? Math.min(Math.floor(value), MAX_UINT32) : 0;
}
