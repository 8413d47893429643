/** Tells what is being done, with the seconds since the beginning. */
export interface Progress {
  /** A step, and how long it took when it has ended. */
  step<T>(what: string, work: () => Promise<T>): Promise<T>;
  note(what: string): void;
}

export function createProgress(write: (line: string) => void, now: () => number = () => performance.now()): Progress {
  const begin = now();
  const at = () => `${((now() - begin) / 1000).toFixed(1).padStart(6)} s`;
  return {
    note: (what) => write(`${at()}  ${what}`),
    async step(what, work) {
      const started = now();
      write(`${at()}  ${what} …`);
      try {
        const result = await work();
        write(`${at()}  ✓ ${what} (${((now() - started) / 1000).toFixed(1)} s)`);
        return result;
      } catch (error) {
        write(`${at()}  ✗ ${what} (${((now() - started) / 1000).toFixed(1)} s)`);
        throw error;
      }
    },
  };
}
