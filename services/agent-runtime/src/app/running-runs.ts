import { serverStopping } from '@ameide/service-kit/rpc';
import type { AgentRuntimeMetrics } from './ports.ts';
import { RunRefused } from './refusal.ts';

/** One execution of a run in this process. Disposing it ends whatever is still going on. */
export interface RunningRun extends Disposable {
  /**
   * Aborted when the caller goes away, with what Connect says; when the time is up, with RunRefused `run_time_out`; when the
   * service stops, with ServiceError unavailable `server_stopping`.
   */
  readonly signal: AbortSignal;
}

/** The runs that this process executes. */
export interface RunningRuns {
  begin(caller: AbortSignal): RunningRun;
  /** Ends all runs. The server waits for their calls. */
  stop(): void;
}

/** @param timeoutMs that one execution may take */
export function createRunningRuns(timeoutMs: number, metrics: Pick<AgentRuntimeMetrics, 'streamOpened'>): RunningRuns {
  const stopping = new AbortController();
  return {
    begin(caller) {
      const own = new AbortController();
      // A stream that its reader has left may never be resumed, to dispose of this; it must not keep the process alive.
      const timer = setTimeout(() => own.abort(timedOut(timeoutMs)), timeoutMs).unref();
      const signal = AbortSignal.any([caller, stopping.signal, own.signal]);
      const closed = metrics.streamOpened();
      if (signal.aborted) closed();
      else signal.addEventListener('abort', closed, { once: true });
      return {
        signal,
        [Symbol.dispose]() {
          clearTimeout(timer);
          own.abort();
        },
      };
    },
    stop: () => stopping.abort(serverStopping()),
  };
}

function timedOut(timeoutMs: number): RunRefused {
  const message = `The run has taken longer than ${timeoutMs / 1000} s.`;
  return new RunRefused('run_time_out', message, { limit_ms: String(timeoutMs) });
}
