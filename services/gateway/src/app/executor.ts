import type { RunDeps } from './deps.ts';
import type { RunTask } from './ports.ts';
import { RunExecution } from './run-execution.ts';

/** The runs that this process works on. */
export class Executor {
  readonly #deps: RunDeps;
  readonly #running = new Map<string, { execution: RunExecution; done: Promise<void> }>();
  #stopping = false;

  constructor(deps: RunDeps) {
    this.#deps = deps;
  }

  get stopping(): boolean {
    return this.#stopping;
  }

  /** Works on a run in the background. While this process stops, the run is given up at once. */
  start(task: RunTask): void {
    const execution = new RunExecution(this.#deps, task);
    if (this.#stopping) execution.release();
    const done = execution.run().finally(() => {
      if (this.#running.get(task.runId)?.execution === execution) this.#running.delete(task.runId);
    });
    this.#running.set(task.runId, { execution, done });
  }

  get(runId: string): RunExecution | undefined {
    return this.#running.get(runId)?.execution;
  }

  all(): RunExecution[] {
    return [...this.#running.values()].map(({ execution }) => execution);
  }

  /** Gives every run up and resolves when that is done. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const running = [...this.#running.values()];
    for (const { execution } of running) execution.release();
    await Promise.all(running.map(({ done }) => done));
  }
}
