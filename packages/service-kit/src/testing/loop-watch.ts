/** How long turns of an event loop took. */
export interface LoopFigures {
  /** The longest turn, in ms of the thread's own CPU time: what a busy machine does not change. */
  readonly cpuMs: number;
  /** The longest turn, in ms on the clock: what others have waited for it. */
  readonly wallMs: number;
  readonly turns: number;
}

/** Watches the event loop of the thread that made it. */
export interface LoopWatch extends Disposable {
  /** Since the watch began, or was last read. */
  read(): LoopFigures;
}

const TICK_MS = 1;

/**
 * Measures every turn of this thread's event loop: what it computed and how long it took between two ticks of a timer of
 * 1 ms. Its timer does not keep the process alive.
 */
export function createLoopWatch(): LoopWatch {
  let figures: LoopFigures = { cpuMs: 0, wallMs: 0, turns: 0 };
  let last = now();
  const measure = () => {
    const time = now();
    figures = {
      cpuMs: Math.max(figures.cpuMs, time.cpuMs - last.cpuMs),
      wallMs: Math.max(figures.wallMs, time.wallMs - last.wallMs - TICK_MS),
      turns: figures.turns + 1,
    };
    last = time;
  };
  const timer = setInterval(measure, TICK_MS).unref();
  return {
    read() {
      measure();
      const read = figures;
      figures = { cpuMs: 0, wallMs: 0, turns: 0 };
      return read;
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

function now(): { readonly cpuMs: number; readonly wallMs: number } {
  const { user, system } = process.threadCpuUsage();
  return { cpuMs: (user + system) / 1000, wallMs: performance.now() };
}
