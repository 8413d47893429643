import { availableParallelism } from 'node:os';
import { Figures } from './figures.ts';
import { openFolder, sampleOf } from './model-files.ts';
import { tryFiles } from './pool.ts';

export interface FidelityRun {
  /** A folder, or one file. */
  readonly models: string;
  readonly seed: string;
  /** So many of the files; all when absent. */
  readonly sample?: number;
  /** A path below the folder: nothing but this file. */
  readonly only?: string;
  readonly edits?: number;
  readonly budgetMs?: number;
  readonly deadlineMs?: number;
  /** URL of a module that exports the notation `bpmn`. */
  readonly notation?: string;
  readonly onProgress?: (figures: Figures) => void;
}

export const defaults = {
  edits: 16,
  budgetMs: 2000,
  deadlineMs: 120_000,
  notation: import.meta.resolve('@ameide/notations/bpmn/node'),
};

/** Reads and edits every model of a folder. @throws Error that says that there are none */
export async function runFidelity(run: FidelityRun): Promise<Figures> {
  const { seed, sample, only, edits = defaults.edits, budgetMs = defaults.budgetMs } = run;
  const { deadlineMs = defaults.deadlineMs, notation = defaults.notation } = run;
  const folder = await openFolder(run.models);
  const figures = new Figures();
  const files =
    only !== undefined ? [only] : sample === undefined ? folder.files() : await sampleOf(folder.files(), sample, seed);
  const workers = only === undefined ? availableParallelism() : 1;
  for await (const result of tryFiles(asAsync(files), {
    root: folder.root,
    notation,
    seed,
    edits,
    budgetMs,
    deadlineMs,
    workers,
  })) {
    figures.add(result);
    run.onProgress?.(figures);
  }
  if (figures.files === 0)
    throw new Error(`There is no BPMN file in ${run.models}: they end with .bpmn, .bpmn2 or .xml.`);
  return figures;
}

async function* asAsync(files: AsyncIterable<string> | readonly string[]): AsyncIterable<string> {
  yield* files;
}
