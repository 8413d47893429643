import type { ConnectionLimits } from './connection-limits.ts';

/** Watches a body while it is read. */
export interface Pace {
  /** A piece of it has come. */
  progress(): void;
  /** Nothing more is awaited. */
  stop(): void;
}

/** Says when a body pauses for too long, or takes too long as a whole. */
export function watchPace({ bodyPauseMs, requestMs }: ConnectionLimits, onLate: () => void): Pace {
  const end = performance.now() + requestMs;
  const timer = setTimeout(onLate, bodyPauseMs);
  return {
    progress() {
      if (performance.now() < end) timer.refresh();
      else onLate();
    },
    stop: () => clearTimeout(timer),
  };
}
