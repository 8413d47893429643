import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { edit } from './insert.ts';
import { formsOf, type Values } from './names.ts';
import { renderFolder, ScaffoldError, writeNew } from './templates.ts';

/** Writes an operator of a workload and its tests, and registers its kind; returns the paths. @throws ScaffoldError */
export async function newOperator(root: string, kind: string): Promise<string[]> {
  if (!/^[A-Z][A-Za-z0-9]*$/.test(kind)) throw new ScaffoldError(`${kind} is not a kind: UseItsName, such as Gadget.`);
  const { camel, snake } = formsOf(kind);
  const lower = kind.toLowerCase();
  const values: Values = {
    __KIND__: snake.toUpperCase(),
    __Kind__: kind,
    __kind__: camel,
    __kindname__: lower,
    __plural__: `${lower}s`,
  };
  const files = await renderFolder('operator', values);
  await writeNew(root, files);

  const from = `@ameide/operator-${lower}`;
  await change(root, 'scripts/crds/kinds.ts', (path, text) =>
    edit(
      path,
      text,
      (file) => file.intoArray('kinds', camel),
      (file) => file.importing(camel, from),
    ),
  );
  await change(root, 'scripts/crds/operators.ts', (path, text) =>
    edit(
      path,
      text,
      (file) => file.intoArray('operators', `${camel}Operator(any)`),
      (file) => file.importing(`${camel}Operator`, from),
    ),
  );
  await change(root, 'operators/all/src/operators.ts', (path, text) =>
    edit(
      path,
      text,
      (file) => file.intoArray('operators', `${camel}PlatformOperator`),
      (file) => file.importing(`${camel}PlatformOperator`, from),
    ),
  );
  await change(root, 'package.json', (_path, text) => depending(text, 'devDependencies', from));
  await change(root, 'operators/all/package.json', (_path, text) => depending(text, 'dependencies', from));
  const changed = ['scripts/crds/kinds.ts', 'scripts/crds/operators.ts', 'operators/all/src/operators.ts'];
  return [...files.keys(), ...changed, 'package.json', 'operators/all/package.json'];
}

/** The text of a manifest that depends on one more package of the workspace. */
function depending(text: string, on: 'dependencies' | 'devDependencies', name: string): string {
  const manifest = JSON.parse(text) as Record<typeof on, Record<string, string>>;
  const all = Object.entries({ ...manifest[on], [name]: 'workspace:*' });
  return `${JSON.stringify({ ...manifest, [on]: Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1))) }, null, 2)}\n`;
}

async function change(root: string, path: string, to: (path: string, text: string) => string): Promise<void> {
  await writeFile(join(root, path), to(path, await readFile(join(root, path), 'utf8')));
}
