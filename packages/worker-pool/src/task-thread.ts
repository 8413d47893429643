import { Worker } from 'node:worker_threads';
import { watchBudget } from './cpu-budget.ts';
import { budgetExceeded, memoryExceeded, poolStopped } from './refusals.ts';
import type { ThreadData, ToPool, ToThread } from './thread-messages.ts';

/*
 *   starting ── ready ──> idle ── run ──> working ── done, failed ──> idle
 *      │                   │                 │
 *      │                   │                 ├─ over its budget, abandoned ──> ending ── exit ──> gone
 *      └── it ends or is ended: out of memory, exit, stop ────────────────────────────────────> gone
 *
 * A thread that is ending still has its place in the pool, since it may compute until it can be stopped.
 */
export type ThreadState = 'starting' | 'idle' | 'working' | 'ending' | 'gone';

/** One thread, which carries out one task at a time. It keeps the process alive unless it is idle. */
export interface TaskThread {
  readonly state: ThreadState;
  /** Whether a task with this affinity ran here lately. */
  holds(affinity: string): boolean;
  /** Of an idle thread. Rejects when the task throws, exceeds its budget or takes the thread down with it. */
  run(task: ThreadTask): Promise<unknown>;
  /** Nobody waits for the task any more: it is ended unless it ends by itself in a moment, which keeps the thread warm. */
  abandon(): void;
  terminate(): Promise<void>;
}

export interface ThreadTask extends ToThread {
  readonly budgetMs: number;
  readonly affinity: string | undefined;
  readonly transfer: readonly ArrayBuffer[];
}

export interface TaskThreadOptions {
  readonly module: URL;
  readonly data: unknown;
  readonly memoryMb: number;
  /** It is idle now. */
  onIdle(): void;
  /** It has ended. `error`: why it could not even start. */
  onGone(thread: TaskThread, error: Error | undefined): void;
}

const ABANDON_MS = 250;
const REMEMBERED_AFFINITIES = 64;
/** Documents are read into many small objects at once; a small young generation would copy them again and again. */
const YOUNG_GENERATION_MB = 64;

export function startTaskThread({ module, data, memoryMb, onIdle, onGone }: TaskThreadOptions): TaskThread {
  let state: ThreadState = 'starting';
  let current: { settle(): void; resolve(result: unknown): void; reject(error: Error): void } | undefined;
  let cpuMs = 0;
  let abandoned: NodeJS.Timeout | undefined;
  let fault: Error | undefined;
  const affinities = new Set<string>();
  const worker = new Worker(new URL('./thread-main.ts', import.meta.url), {
    name: 'task',
    workerData: { module: module.href, data } satisfies ThreadData,
    // What the process was started with is not meant for its threads.
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });

  const becomeIdle = () => {
    state = 'idle';
    worker.unref();
    onIdle();
  };
  const take = () => {
    const task = current;
    current = undefined;
    clearTimeout(abandoned);
    task?.settle();
    return task;
  };
  const end = () => {
    if (state === 'gone') return;
    state = 'ending';
    void worker.terminate();
  };

  worker.on('message', (message: ToPool) => {
    cpuMs = message.cpuMs;
    if (state === 'ending') return;
    const task = take();
    // Receiving is work as well: whoever asked goes on in a turn of its own.
    if (message.kind === 'done') setImmediate(() => task?.resolve(message.result));
    if (message.kind === 'failed') task?.reject(message.error);
    becomeIdle();
  });
  worker.on('error', (error) => {
    fault = isOutOfMemory(error) ? memoryExceeded(memoryMb) : new Error('A thread has failed', { cause: error });
  });
  worker.once('exit', (code) => {
    const early = state === 'starting';
    const stopped = state === 'ending';
    state = 'gone';
    const error = fault ?? (stopped ? poolStopped() : new Error(`A thread has ended with the code ${code}`));
    take()?.reject(error);
    onGone(thread, early ? error : undefined);
  });

  const thread: TaskThread = {
    get state() {
      return state;
    },
    holds: (affinity) => affinities.has(affinity),
    async run({ task, input, budgetMs, affinity, transfer }) {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      worker.postMessage({ task, input } satisfies ToThread, [...transfer]);
      worker.ref();
      state = 'working';
      const watch = watchBudget(worker, cpuMs, budgetMs, () => {
        take();
        reject(budgetExceeded(budgetMs));
        end();
      });
      current = { settle: watch.stop, resolve, reject };
      if (affinity !== undefined) remember(affinities, affinity);
      return promise;
    },
    abandon() {
      abandoned = setTimeout(() => {
        take()?.reject(poolStopped());
        end();
      }, ABANDON_MS);
    },
    async terminate() {
      end();
      await worker.terminate();
    },
  };
  return thread;
}

function remember(affinities: Set<string>, affinity: string): void {
  affinities.delete(affinity);
  affinities.add(affinity);
  for (const oldest of affinities) {
    if (affinities.size <= REMEMBERED_AFFINITIES) return;
    affinities.delete(oldest);
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
