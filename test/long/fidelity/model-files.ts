import { opendir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, relative } from 'node:path';
import { createRandom } from '../random.ts';

const EXTENSIONS = new Set(['.bpmn', '.bpmn2', '.xml']);

/** A folder with models; a file stands for the folder that has it alone. */
export interface ModelFolder {
  readonly root: string;
  /** Paths below the root, as they are found. */
  files(): AsyncIterable<string>;
}

/** @throws Error that says that there is nothing to read */
export async function openFolder(path: string): Promise<ModelFolder> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new Error(`There is no file or folder ${path}.`);
  if (found.isDirectory()) return { root: path, files: () => walk(path, path) };
  return {
    root: dirname(path),
    async *files() {
      yield basename(path);
    },
  };
}

async function* walk(root: string, folder: string): AsyncIterable<string> {
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(root, path);
    else if (entry.isFile() && EXTENSIONS.has(extname(entry.name).toLowerCase())) yield relative(root, path);
  }
}

/** So many of the paths, each as likely as any other; holds no more than those. The same seed gives the same. */
export async function sampleOf(paths: AsyncIterable<string>, count: number, seed: string): Promise<string[]> {
  // What the seed makes of a path decides, not the order in which a file system lists.
  const rank = (path: string) => createRandom(`${seed}\n${path}`).below(2 ** 32);
  let kept: { readonly path: string; readonly rank: number }[] = [];
  const keep = () => kept.sort((a, b) => a.rank - b.rank || (a.path < b.path ? -1 : 1)).slice(0, count);
  for await (const path of paths) {
    kept.push({ path, rank: rank(path) });
    if (kept.length >= 2 * count + 1000) kept = keep();
  }
  return keep().map(({ path }) => path);
}
