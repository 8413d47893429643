import { ServiceError } from '@ameide/service-kit/errors';
import { serverStopping } from '@ameide/service-kit/rpc';

/** One execution of a run in this process. Disposing it ends whatever is still going on. */
export interface RunningRun extends Disposable {
  /**
   * Aborted when the caller goes away, with what Connect says; when the time is up, with ServiceError deadline_exceeded
   * `run_time_out`; when the service stops, with unavailable `server_stopping`.
   */
  readonly signal: AbortSignal;
}

/** The runs that this process executes. */
export interface RunningRuns {
  begin(caller: AbortSignal): RunningRun;
  /** Ends all runs and resolves when they have ended. */
  stop(): Promise<void>;
}

/** @param timeout milliseconds that one execution may take */
export function createRunningRuns(timeout: number): RunningRuns {
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  return {
    begin(caller) {
      const own = new AbortController();
      const timer = setTimeout(() => own.abort(timedOut(timeout)), timeout);
      const { promise, resolve } = Promise.withResolvers<void>();
      running.add(promise);
      return {
        signal: AbortSignal.any([caller, stopping.signal, own.signal]),
        [Symbol.dispose]() {
          clearTimeout(timer);
          own.abort();
          running.delete(promise);
          resolve();
        },
      };
    },
    async stop() {
      stopping.abort(serverStopping());
      await Promise.all(running);
    },
  };
}

function timedOut(timeout: number): ServiceError {
  const message = `The run has taken longer than ${timeout / 1000} s.`;
  return new ServiceError('deadline_exceeded', 'run_time_out', message, { metadata: { limit_ms: String(timeout) } });
}
