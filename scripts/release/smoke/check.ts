/** One thing that is so when a lane is well. */
export interface Check {
  readonly name: string;
  /** What was seen, in a few words; a `Skipped` when it cannot be looked at. @throws Error that says what is wrong */
  run(): Promise<string | Skipped>;
}

/** Why something was not looked at. */
export class Skipped {
  readonly why: string;

  constructor(why: string) {
    this.why = why;
  }
}

export interface CheckResult {
  readonly name: string;
  readonly outcome: 'well' | 'wrong' | 'skipped';
  readonly told: string;
  readonly seconds: number;
}

export interface Patience {
  /** What is wrong is asked again for so long, in ms: after a roll-out routes and endpoints follow a little later. */
  readonly ms: number;
  readonly signal?: AbortSignal | undefined;
}

const PAUSE_MS = 1000;

/** All of them, one after the other, each until it is well or patience ends. */
export async function runChecks(
  checks: readonly Check[],
  { ms, signal }: Patience,
  tell: (result: CheckResult) => void,
): Promise<CheckResult[]> {
  const deadline = performance.now() + ms;
  const results: CheckResult[] = [];
  for (const check of checks) {
    signal?.throwIfAborted();
    const begin = performance.now();
    const result = await ask(check, deadline, signal);
    results.push({ ...result, name: check.name, seconds: (performance.now() - begin) / 1000 });
    tell(results.at(-1)!);
  }
  return results;
}

async function ask(
  check: Check,
  deadline: number,
  signal: AbortSignal | undefined,
): Promise<Pick<CheckResult, 'outcome' | 'told'>> {
  for (;;) {
    try {
      const told = await check.run();
      if (told instanceof Skipped) return { outcome: 'skipped', told: told.why };
      return { outcome: 'well', told };
    } catch (error) {
      if (performance.now() + PAUSE_MS > deadline) return { outcome: 'wrong', told: (error as Error).message };
      signal?.throwIfAborted();
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

/** As it is printed: a mark, the name, what was seen, and how long it took. */
export function resultLine({ name, outcome, told, seconds }: CheckResult): string {
  const mark = { well: '✓', wrong: '✗', skipped: '-' }[outcome];
  return `${mark} ${name.padEnd(34)} ${told} (${seconds.toFixed(1)} s)`;
}

export function expect(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}
