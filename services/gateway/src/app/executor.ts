import type { CancelReason, Run } from '../domain/run/state.ts';
import type { RunDeps } from './deps.ts';
import type { RunRef, RunTask } from './ports/runs.ts';
import { RunExecution } from './run-execution.ts';
import { takeOverRun } from './take-over-run.ts';

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
    const { admission } = this.#deps;
    const execution = new RunExecution(this.#deps, task);
    if (this.#stopping) execution.release();
    void admission.holdRun({ tenantId: task.tenantId, userId: task.requestedBy }, task.runId);
    const done = execution.run().then((next) => {
      admission.dropRun(task);
      if (this.#running.get(task.runId)?.execution === execution) this.#running.delete(task.runId);
      if (next !== undefined) void this.begin(next);
    });
    this.#running.set(task.runId, { execution, done });
  }

  /** Takes a run over that nobody works on, if it may be. What fails here every process tries again. */
  async begin(ref: RunRef): Promise<void> {
    if (this.#stopping) return;
    try {
      const task = await takeOverRun(this.#deps, ref);
      if (task !== undefined) this.start(task);
    } catch (err) {
      this.#deps.logger.warn({ err, tenant_id: ref.tenantId, run_id: ref.runId }, 'a run that waits was not begun');
    }
  }

  /** Tells a run at once what its lease says: it is to be cancelled. Where another process owns it, that one finds it there. */
  async cancel(tenantId: string, { id: runId, phase }: Pick<Run, 'id' | 'phase'>, reason: CancelReason): Promise<void> {
    this.get(runId)?.cancel(reason);
    if (phase === 'queued' || phase === 'waiting_for_approval') await this.begin({ tenantId, runId });
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
