import { Worker } from 'node:worker_threads';
import type { FileResult } from './try-file.ts';
import type { WorkerData, WorkerMessage } from './worker.ts';

/** Heap of one worker, in MiB; the largest documents that the platform takes fit. */
const HEAP_MIB = 2048;

export interface PoolOptions extends WorkerData {
  readonly workers: number;
  /** A file that takes longer, in ms, has hung. */
  readonly deadlineMs: number;
}

/** Tries files in worker threads, several at once, in any order. A worker that hangs or dies is a result, and is replaced. */
export async function* tryFiles(files: AsyncIterable<string>, options: PoolOptions): AsyncIterable<FileResult> {
  const source = files[Symbol.asyncIterator]();
  const running = new Map<Lane, Promise<{ lane: Lane; result: FileResult | undefined }>>();
  const lanes = Array.from({ length: options.workers }, () => new Lane(options));
  const next = async (lane: Lane) => {
    const { value, done } = await source.next();
    return { lane, result: done ? undefined : await lane.run(value) };
  };
  try {
    for (const lane of lanes) running.set(lane, next(lane));
    while (running.size > 0) {
      const { lane, result } = await Promise.race(running.values());
      if (result === undefined) running.delete(lane);
      else {
        running.set(lane, next(lane));
        yield result;
      }
    }
  } finally {
    await Promise.all(lanes.map((lane) => lane.end()));
  }
}

/** One worker after another. */
class Lane {
  readonly #options: PoolOptions;
  #worker: Worker | undefined;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  async run(file: string): Promise<FileResult> {
    const { deadlineMs, workers: _, ...workerData } = this.#options;
    this.#worker ??= new Worker(new URL('./worker.ts', import.meta.url), {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
    });
    const worker = this.#worker;
    let step = 'start';
    const { promise, resolve } = Promise.withResolvers<FileResult>();
    const failed = (what: string) => {
      this.#worker = undefined;
      const findings = [
        { kind: 'crash', file, edit: Number(/edit (\d+)/.exec(step)?.[1] ?? 0), what: `${step}: ${what}` },
      ] as const;
      resolve({ file, outcome: 'crash', valid: false, edits: [], findings });
    };
    const onMessage = (message: WorkerMessage) => {
      if ('step' in message) step = message.step;
      else resolve(message.result);
    };
    const onError = (error: Error) => failed(error.message);
    worker.on('message', onMessage).once('error', onError);
    const timer = setTimeout(() => {
      worker.removeListener('error', onError);
      void worker.terminate();
      failed(`hung for ${deadlineMs / 1000} s`);
    }, deadlineMs);
    worker.postMessage(file);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      worker.removeListener('message', onMessage).removeListener('error', onError);
    }
  }

  async end(): Promise<void> {
    await this.#worker?.terminate();
  }
}
