import { access, constants, readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** A path that shall be imported leads to no model. */
export class NoModelsError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NoModelsError';
  }
}

const extensions = new Set(['.bpmn', '.xml']);

/** The file itself, or the BPMN files of a folder, by name; at least one. @throws NoModelsError */
export async function findModels(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) {
      await access(path, constants.R_OK);
      return [path];
    }
    const names = await readdir(path);
    const files = names.filter((name) => extensions.has(extname(name).toLowerCase())).sort();
    if (files.length > 0) return files.map((name) => join(path, name));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new NoModelsError(
      code === 'ENOENT' ? `There is no file or folder ${path}.` : `${path} cannot be read (${code}).`,
    );
  }
  throw new NoModelsError(`There is no BPMN file in ${path}: it needs files that end with .bpmn or .xml.`);
}
