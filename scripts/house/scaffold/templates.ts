import { existsSync, globSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Values } from './names.ts';

const TEMPLATES = join(import.meta.dirname, '../templates');
const SUFFIX = '.tmpl';

/** What a person who scaffolds can do something about. */
export class ScaffoldError extends Error {}

export function fill(text: string, values: Values): string {
  return Object.entries(values).reduce((filled, [placeholder, value]) => filled.replaceAll(placeholder, value), text);
}

/** Paths, relative to the root, with texts: the files of a folder of templates. */
export async function renderFolder(folder: string, values: Values): Promise<Map<string, string>> {
  const files = globSync(`**/*${SUFFIX}`, { cwd: join(TEMPLATES, folder) }).sort();
  const rendered = new Map<string, string>();
  for (const file of files) {
    const text = await readFile(join(TEMPLATES, folder, file), 'utf8');
    rendered.set(fill(file.slice(0, -SUFFIX.length), values), fill(text, values));
  }
  return rendered;
}

export async function renderSnippet(path: string, values: Values): Promise<string> {
  return fill(await readFile(join(TEMPLATES, `${path}${SUFFIX}`), 'utf8'), values);
}

/** Writes all or nothing. @throws ScaffoldError when a file is there already */
export async function writeNew(root: string, files: ReadonlyMap<string, string>): Promise<void> {
  const present = [...files.keys()].filter((path) => existsSync(join(root, path)));
  if (present.length > 0) throw new ScaffoldError(`Nothing was written: ${present.join(', ')} is there already.`);
  for (const [path, text] of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}
