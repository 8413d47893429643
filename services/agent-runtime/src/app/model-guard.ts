import {
  BrokenCircuitError,
  bulkhead,
  CircuitState,
  circuitBreaker,
  DelegateBackoff,
  handleWhen,
  type IBreaker,
} from 'cockatiel';
import { faultOf } from './model-fault.ts';
import type { ModelLimits } from './ports.ts';
import { RunRefused } from './refusal.ts';

/** How a model has done lately, in this process. */
export interface ModelHealth {
  readonly state: 'closed' | 'half_open' | 'open';
  /** What it failed with last; undefined when it never has. */
  readonly lastError: unknown;
  /** When it failed last, in ms since 1970; undefined when it never has. */
  readonly lastErrorAt: number | undefined;
  /** Ms from the call to the first thing that was said, of the last calls; undefined before the first. */
  readonly firstTokenMs: { readonly p50: number; readonly p95: number } | undefined;
  /** Calls that go on, and those that wait. */
  readonly active: number;
  readonly queued: number;
}

/** Keeps a model from being called in vain, or by too many at once. */
export interface ModelGuard {
  /**
   * Makes one call when its turn comes. `heard` is to be called when the model has said something.
   * @throws BulkheadRejectedError when too many wait; BrokenCircuitError while the model is left alone, with what it has
   * failed with as its cause; what the call throws
   */
  run<T>(call: (heard: () => void) => Promise<T>, signal: AbortSignal | undefined): Promise<T>;
  health(): ModelHealth;
}

type GuardLimits = Pick<ModelLimits, 'breakerFailures' | 'breakerMs' | 'maxConcurrent' | 'maxQueued'>;

/** Of the last calls, for the latency. */
const SAMPLES = 100;
/** What fails until somebody does something is tried more seldom. */
const PERMANENT_FACTOR = 10;

/** @param now ms since 1970 */
export function createModelGuard(limits: GuardLimits, now: () => number): ModelGuard {
  const places = bulkhead(limits.maxConcurrent, limits.maxQueued);
  const failures = new FailureCount(limits.breakerFailures);
  // Whoever goes away says nothing about the model; nor does a request that it cannot take.
  const breaker = circuitBreaker(
    handleWhen((error) => saysSomething(error)),
    {
      breaker: failures,
      halfOpenAfter: new DelegateBackoff(({ result }) => {
        const { isPermanent, retryAfterMs = 0 } = faultOf('error' in result ? result.error : undefined);
        return Math.max(retryAfterMs, limits.breakerMs * (isPermanent ? PERMANENT_FACTOR : 1));
      }),
    },
  );
  const latencies: number[] = [];
  let calls = 0;
  let lastErrorAt: number | undefined;
  breaker.onFailure(({ handled }) => {
    if (handled) lastErrorAt = now();
  });

  async function guarded<T>(call: (heard: () => void) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const begun = Promise.withResolvers<void>();
    const startedAt = now();
    let whole: Promise<T> | undefined;
    let isJudged = false;
    const heard = () => {
      if (isJudged) return;
      isJudged = true;
      latencies[calls++ % SAMPLES] = now() - startedAt;
      begun.resolve();
    };
    const note = (error: unknown) => {
      if (signal?.aborted) throw new CallLeft();
      if (faultOf(error).isPermanent) failures.isPermanent = true;
      throw error;
    };
    try {
      // The beginning decides whether the model is back: others wait for that while the circuit is half open.
      await breaker.execute(() => {
        whole = call(heard).catch(note);
        return Promise.race([begun.promise, whole]);
      }, signal);
    } catch (error) {
      if (error instanceof BrokenCircuitError) error.cause = errorOf(breaker.lastFailure);
      throw error;
    }
    try {
      const answer = await whole!;
      failures.reset();
      return answer;
    } catch (error) {
      // A model that says a few words and fails has failed.
      if (isJudged && saysSomething(error))
        await breaker.execute(() => Promise.reject(error), signal).catch(() => undefined);
      throw error;
    }
  }

  return {
    run: (call, signal) => places.execute(() => guarded(call, signal), signal),
    health: () => ({
      state:
        breaker.state === CircuitState.Closed ? 'closed' : breaker.state === CircuitState.Open ? 'open' : 'half_open',
      lastError: errorOf(breaker.lastFailure),
      lastErrorAt,
      firstTokenMs: percentiles(latencies),
      active: limits.maxConcurrent - places.executionSlots,
      queued: limits.maxQueued - places.queueSlots,
    }),
  };
}

/** Counts failures in a row. A call that has begun well has not ended well, so the end of an answer is what counts. */
class FailureCount implements IBreaker {
  state: unknown = 0;
  isPermanent = false;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  success(): void {}

  failure(): boolean {
    this.state = (this.state as number) + 1;
    return this.isPermanent || (this.state as number) >= this.#limit;
  }

  reset(): void {
    this.state = 0;
    this.isPermanent = false;
  }
}

/** Whoever asked has gone away. */
class CallLeft extends Error {}

/** Whether a failure says something about the model, and not only about the request. */
function saysSomething(error: unknown): boolean {
  if (error instanceof CallLeft || error instanceof RunRefused) return false;
  const { isTransient, isPermanent } = faultOf(error);
  return isTransient || isPermanent;
}

function errorOf(failure: { error: unknown } | { value: unknown } | undefined): unknown {
  return failure !== undefined && 'error' in failure ? failure.error : undefined;
}

function percentiles(values: readonly number[]): ModelHealth['firstTokenMs'] {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
  return { p50: at(0.5), p95: at(0.95) };
}
