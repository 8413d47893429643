import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { Notation } from '@ameide/graph-model';
import { type FileResult, tryFile } from './try-file.ts';

/** What a worker is made with. */
export interface WorkerData {
  readonly root: string;
  /** URL of a module that exports the `bpmn` notation to try. */
  readonly notation: string;
  readonly seed: string;
  readonly edits: number;
  readonly budgetMs: number;
}

/** What a worker tells: what it is about to do, and what became of a file. */
export type WorkerMessage = { readonly step: string } | { readonly result: FileResult };

const { root, notation: url, ...options } = workerData as WorkerData;
const { bpmn: notation } = (await import(url)) as { readonly bpmn: Notation };

parentPort!.on('message', async (file: string) => {
  const onStep = (step: string) => tell({ step });
  tell({ result: tryFile(file, await readFile(join(root, file)), { ...options, notation, onStep }) });
});

function tell(message: WorkerMessage): void {
  parentPort!.postMessage(message);
}
