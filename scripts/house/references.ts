import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type Project, root } from './workspace.ts';

interface TypeScriptConfig {
  readonly references?: readonly { readonly path: string }[];
}

/**
 * Paths with texts: every tsconfig.json with the references that follow from the packages' dependencies. A reference to
 * `scripts`, which is no package, stays as it is.
 */
export async function typeScriptConfigs(projects: readonly Project[]): Promise<ReadonlyMap<string, string>> {
  const folders = new Map(projects.map(({ name, folder }) => [name, folder]));
  const configs = new Map<string, string>();
  for (const { folder, dependencies } of projects) {
    // The root's own TypeScript is in scripts/.
    const own = folder === '' ? 'scripts' : folder;
    const packages = dependencies.map((name) => relative(own, folders.get(name)!));
    configs.set(`${own}/tsconfig.json`, await withReferences(`${own}/tsconfig.json`, packages));
  }
  const all = projects.map(({ folder }) => `./${folder === '' ? 'scripts' : folder}`);
  configs.set('tsconfig.json', await withReferences('tsconfig.json', all));
  return configs;
}

async function withReferences(path: string, references: readonly string[]): Promise<string> {
  const config = JSON.parse(await readFile(join(root, path), 'utf8')) as TypeScriptConfig;
  const scripts = (config.references ?? []).filter((reference) => reference.path.endsWith('../scripts'));
  const text = JSON.stringify(
    { ...config, references: [...references.map((to) => ({ path: to })), ...scripts] },
    null,
    2,
  );
  // Lists of texts on one line, as the formatter has them.
  return `${text.replace(/\[\s+"[^[\]{}]*\]/g, (list) => list.replaceAll(/\s+/g, ' ').replace('[ ', '[').replace(' ]', ']'))}\n`;
}
