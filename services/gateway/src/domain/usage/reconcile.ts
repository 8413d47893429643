/** What was used in one day by one model; tokens disjoint, the cost in nano-dollars. */
export interface UsageLine {
  readonly day: string;
  readonly model: string;
  readonly inputTokens: bigint;
  readonly cacheReadTokens: bigint;
  readonly cacheWriteTokens: bigint;
  readonly outputTokens: bigint;
  readonly costNanoUsd: bigint;
}

export interface UsageDifference {
  readonly ledger: UsageLine | undefined;
  readonly bill: UsageLine | undefined;
  /** The bill less the ledger. */
  readonly difference: UsageLine;
}

const AMOUNTS = ['inputTokens', 'cacheReadTokens', 'cacheWriteTokens', 'outputTokens', 'costNanoUsd'] as const;

/** Where a bill says something else than the ledger, by day and model, and in how many both say the same. */
export function reconcile(
  ledger: readonly UsageLine[],
  bill: readonly UsageLine[],
): { readonly differences: readonly UsageDifference[]; readonly matching: number } {
  const [ours, theirs] = [addedUp(ledger), addedUp(bill)];
  const keys = [...new Set([...ours.keys(), ...theirs.keys()])].sort();
  const differences = keys.flatMap((key) => {
    const [mine, its] = [ours.get(key), theirs.get(key)];
    const { day, model } = (mine ?? its)!;
    const difference = combined(its ?? nothing(day, model), mine ?? nothing(day, model), (a, b) => a - b);
    const same = AMOUNTS.every((amount) => difference[amount] === 0n) && mine !== undefined && its !== undefined;
    return same ? [] : [{ ledger: mine, bill: its, difference }];
  });
  return { differences, matching: keys.length - differences.length };
}

function addedUp(lines: readonly UsageLine[]): Map<string, UsageLine> {
  const sums = new Map<string, UsageLine>();
  for (const line of lines) {
    const key = JSON.stringify([line.day, line.model]);
    const known = sums.get(key);
    sums.set(key, known === undefined ? line : combined(known, line, (a, b) => a + b));
  }
  return sums;
}

function combined(one: UsageLine, other: UsageLine, of: (a: bigint, b: bigint) => bigint): UsageLine {
  const amounts = AMOUNTS.map((amount) => [amount, of(one[amount], other[amount])]);
  return { ...one, ...Object.fromEntries(amounts) };
}

const nothing = (day: string, model: string): UsageLine => ({
  ...{ day, model, inputTokens: 0n, cacheReadTokens: 0n, cacheWriteTokens: 0n, outputTokens: 0n, costNanoUsd: 0n },
});
