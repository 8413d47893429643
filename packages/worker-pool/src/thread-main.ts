import { parentPort, workerData } from 'node:worker_threads';
import { buffersOf, type TaskTable } from './task.ts';
import type { ThreadData, ToPool, ToThread } from './thread-messages.ts';

/** Runs in the thread: loads the module of the pool, then carries out one task after the other. */
const { module, data } = workerData as ThreadData;
const port = parentPort!;

interface TaskModule {
  readonly tasks: TaskTable;
  readonly prepare?: (data: unknown) => unknown;
}

const { tasks, prepare } = (await import(module)) as TaskModule;
await prepare?.(data);

port.on('message', async ({ task, input }: ToThread) => {
  const run = tasks[task] as ((input: unknown) => unknown) | undefined;
  try {
    if (run === undefined) throw new Error(`${module} has no task ${task}`);
    const result = await run(input);
    tell({ kind: 'done', result, cpuMs: cpuMs() }, buffersOf(result));
  } catch (error) {
    tell({ kind: 'failed', error: asError(error), cpuMs: cpuMs() });
  }
});
tell({ kind: 'ready', cpuMs: cpuMs() });

function tell(message: ToPool, buffers: readonly ArrayBuffer[] = []): void {
  port.postMessage(message, [...buffers]);
}

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Only the text of an error is sure to be copied. */
function asError(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const copy = new Error(error.message);
  copy.stack = error.stack ?? '';
  return copy;
}
