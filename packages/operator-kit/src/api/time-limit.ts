/** A limit on how long something may take, joined with a caller's signal. */
export interface TimeLimit {
  /** Aborts with `late()` after the time, or with the caller's reason. */
  readonly signal: AbortSignal;
  /** True once the time is over, as opposed to a caller who gave up. */
  readonly passed: boolean;
  /** What is left, in ms. */
  remaining(): number;
  /** Takes the time away; the caller's signal stays. */
  disarm(): void;
  /** To be called when the work is over. */
  end(): void;
}

export function startTimeLimit(ms: number, late: () => Error, caller?: AbortSignal): TimeLimit {
  const until = performance.now() + ms;
  const controller = new AbortController();
  let passed = false;
  const timer = setTimeout(() => {
    passed = true;
    controller.abort(late());
  }, ms);
  const giveUp = () => controller.abort(caller?.reason);
  if (caller?.aborted) giveUp();
  else caller?.addEventListener('abort', giveUp, { once: true });
  return {
    signal: controller.signal,
    get passed() {
      return passed;
    },
    remaining: () => until - performance.now(),
    disarm: () => clearTimeout(timer),
    end() {
      clearTimeout(timer);
      caller?.removeEventListener('abort', giveUp);
    },
  };
}
