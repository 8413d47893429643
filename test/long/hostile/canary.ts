import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Whose call it is, and what it is about. */
export interface CanaryTask {
  readonly url: string;
  readonly token: string;
  readonly ref: string;
  readonly deadlineMs: number;
}

/** What became of the calls since they were last read. */
export interface CanaryFigures {
  readonly worstMs: number;
  readonly refusals: readonly string[];
  readonly calls: number;
}

/** A caller of another tenant who asks small things all the time; in a thread, so that he waits for nobody but the platform. */
export interface Canary {
  read(): Promise<CanaryFigures>;
  stop(): Promise<void>;
}

export function startCanary(task: CanaryTask): Canary {
  const worker = new Worker(new URL('./canary-thread.ts', import.meta.url), { workerData: task });
  return {
    async read() {
      worker.postMessage('read');
      const [figures] = (await once(worker, 'message')) as [CanaryFigures];
      return figures;
    },
    async stop() {
      const exit = once(worker, 'exit');
      worker.postMessage('stop');
      await exit;
    },
  };
}
