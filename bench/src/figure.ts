/** One measured figure; `pnpm bench` prints each as one line of JSON. */
export interface Figure {
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  /** What the same run measured beside it, in the same unit; null where there is nothing to compare with. */
  readonly baseline: number | null;
  /** `value / baseline`. */
  readonly ratio: number | null;
  /** What is aimed at, such as `<= 25`. */
  readonly target: string;
  /** What the baseline is, and what else one must know to read the figure. */
  readonly note: string;
}

/** Where figures go as soon as they are known. */
export type Report = (figure: Omit<Figure, 'ratio'>) => void;

export function createReport(print: (line: string) => void): Report {
  return (measured) => {
    const { baseline, value } = measured;
    const ratio = baseline === null || baseline === 0 ? null : round(value / baseline);
    const { figure, unit, target, note } = measured;
    const line: Figure = {
      figure,
      value: round(value),
      unit,
      baseline: baseline && round(baseline),
      ratio,
      target,
      note,
    };
    print(JSON.stringify(line));
  };
}

/** The value that 95 of 100 samples do not exceed. */
export function p95(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN;
}

/** Milliseconds that a call takes. */
export async function timed(call: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await call();
  return performance.now() - start;
}

const round = (value: number) => Number(value.toPrecision(4));
