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
  await change(root, 'package.json', (_path, text) => {
    const manifest = JSON.parse(text) as { devDependencies: Record<string, string> };
    const all = Object.entries({ ...manifest.devDependencies, [from]: 'workspace:*' });
    const devDependencies = Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
    return `${JSON.stringify({ ...manifest, devDependencies }, null, 2)}\n`;
  });
  return [...files.keys(), 'scripts/crds/kinds.ts', 'scripts/crds/operators.ts', 'package.json'];
}

async function change(root: string, path: string, to: (path: string, text: string) => string): Promise<void> {
  await writeFile(join(root, path), to(path, await readFile(join(root, path), 'utf8')));
}
