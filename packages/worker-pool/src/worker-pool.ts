import { availableParallelism, totalmem } from 'node:os';
import { createFairQueue } from './fair-queue.ts';
import { poolStopped, tooBusy } from './refusals.ts';
import type { TaskTable } from './task.ts';
import { startTaskThread, type TaskThread, type ThreadTask } from './task-thread.ts';

export interface WorkerPoolOptions {
  /** Exports `tasks`, a `TaskTable`, and may export `prepare`, which every thread runs before its first task. */
  readonly module: URL;
  /** What `prepare` gets: anything that structured clone can copy. */
  readonly data?: unknown;
  /** Threads at most; one fewer than the machine has processors unless given, at least two where there is memory for them. */
  readonly workers?: number;
  /** Heap of one thread in MB; 1024 unless given. */
  readonly memoryMb?: number;
  /** Tasks of everybody that may wait; 500 unless given. */
  readonly maxWaiting?: number;
  /** Tasks of one tenant that may wait; 100 unless given. */
  readonly maxWaitingOfTenant?: number;
}

export interface RunOptions {
  /** Whose share it comes from. */
  readonly tenant: string;
  /** CPU time of the thread that it may take, in ms. */
  readonly budgetMs: number;
  /** Aborted: what waits does not begin, what runs is ended. */
  readonly signal?: AbortSignal;
  /** Prefers a thread that has run something with the same affinity lately, and may have it in its cache still. */
  readonly affinity?: string;
  /** Buffers of the input that move to the thread; others are copied. */
  readonly transfer?: readonly ArrayBuffer[];
}

/** Runs tasks in threads. Threads start when they are needed, and do not keep the process alive while they are idle. */
export interface WorkerPool<Tasks extends TaskTable> {
  /**
   * @throws WorkRefused over the budget or the memory, when too much waits, when the pool has been stopped
   * @throws the reason of the signal
   * @throws Error what the task throws, or that its thread has ended, which no other task notices
   */
  run<Name extends keyof Tasks & string>(
    task: Name,
    input: Parameters<Tasks[Name]>[0],
    options: RunOptions,
  ): Promise<Awaited<ReturnType<Tasks[Name]>>>;
  /** Starts a thread, so that the first task does not wait for it. */
  warm(): Promise<void>;
  /** Lets everything that was asked for end, then ends the threads. */
  stop(): Promise<void>;
}

interface Job {
  readonly tenant: string;
  readonly task: ThreadTask;
  readonly signal: AbortSignal | undefined;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

const MEMORY_MB = 1024;
const TWO_THREADS_NEED_BYTES = 4 * 1024 ** 3;

/** A tenant never has the last thread of several: whoever else comes finds it free. */
export function createWorkerPool<Tasks extends TaskTable>(options: WorkerPoolOptions): WorkerPool<Tasks> {
  const { module, data, workers = defaultWorkers(), memoryMb = MEMORY_MB } = options;
  const { maxWaiting = 500, maxWaitingOfTenant = 100 } = options;
  const mostOfTenant = Math.max(1, workers - 1);
  const threads = new Set<TaskThread>();
  const waiting = createFairQueue<Job>({ maxWaiting, maxWaitingOfTenant });
  const running = new Map<string, number>();
  const runningOf = (tenant: string) => running.get(tenant) ?? 0;
  const warming = new Set<PromiseWithResolvers<void>>();
  let ended = false;
  let drained: PromiseWithResolvers<void> | undefined;

  const inState = (state: TaskThread['state']) => [...threads].filter((thread) => thread.state === state);

  function dispatch(): void {
    for (let idle = inState('idle'); idle.length > 0; idle = inState('idle')) {
      const job = waiting.take(runningOf, mostOfTenant);
      if (job === undefined) break;
      const { affinity } = job.task;
      const holder = affinity === undefined ? undefined : idle.find((thread) => thread.holds(affinity));
      carryOut(job, holder ?? idle[0]!);
    }
    const wanted = Math.max(waiting.takeable(runningOf, mostOfTenant), warming.size);
    for (let starting = inState('starting').length; starting < wanted && threads.size < workers; starting += 1) open();
    if (waiting.size === 0 && inState('working').length === 0) drained?.resolve();
  }

  function open(): void {
    threads.add(
      startTaskThread({
        module,
        data,
        memoryMb,
        onIdle() {
          for (const { resolve } of warming) resolve();
          warming.clear();
          dispatch();
        },
        onGone(thread, error) {
          threads.delete(thread);
          // A module that cannot be loaded once cannot be loaded for anybody else who waits for it.
          if (error !== undefined) for (const { reject } of [...waiting.drain(), ...warming]) reject(error);
          if (error !== undefined) warming.clear();
          if (!ended) dispatch();
        },
      }),
    );
  }

  function carryOut({ tenant, task, signal, resolve, reject }: Job, thread: TaskThread): void {
    running.set(tenant, runningOf(tenant) + 1);
    const abort = () => {
      reject(signal?.reason);
      thread.abandon();
    };
    signal?.addEventListener('abort', abort, { once: true });
    const over = () => {
      signal?.removeEventListener('abort', abort);
      if (runningOf(tenant) > 1) running.set(tenant, runningOf(tenant) - 1);
      else running.delete(tenant);
    };
    thread
      .run(task)
      .then(resolve, reject)
      .finally(() => {
        over();
        dispatch();
      });
  }

  return {
    run(task, input, { tenant, budgetMs, signal, affinity, transfer = [] }) {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      const job: Job = { tenant, task: { task, input, budgetMs, affinity, transfer }, signal, resolve, reject };
      if (signal?.aborted) reject(signal.reason);
      else if (ended) reject(poolStopped());
      else {
        const added = waiting.add(tenant, job);
        if (added !== 'added') reject(tooBusy(added));
        const leave = () => {
          if (waiting.remove(tenant, job)) reject(signal?.reason);
        };
        signal?.addEventListener('abort', leave, { once: true });
        void promise.catch(() => undefined).finally(() => signal?.removeEventListener('abort', leave));
        dispatch();
      }
      return promise as ReturnType<WorkerPool<Tasks>['run']>;
    },
    async warm() {
      if (threads.size > inState('starting').length) return;
      const warmed = Promise.withResolvers<void>();
      warming.add(warmed);
      dispatch();
      await warmed.promise;
    },
    async stop() {
      drained = Promise.withResolvers();
      dispatch();
      await drained.promise;
      ended = true;
      for (const { reject } of waiting.drain()) reject(poolStopped());
      await Promise.all([...threads].map((thread) => thread.terminate()));
    },
  };
}

function defaultWorkers(): number {
  const memory = process.constrainedMemory() || totalmem();
  const least = Math.min(memory, totalmem()) >= TWO_THREADS_NEED_BYTES ? 2 : 1;
  return Math.max(availableParallelism() - 1, least);
}
