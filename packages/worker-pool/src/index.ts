export { type WorkRefusalReason, WorkRefused } from './refusals.ts';
export type { TaskTable } from './task.ts';
export { createWorkerPool, type RunOptions, type WorkerPool, type WorkerPoolOptions } from './worker-pool.ts';
