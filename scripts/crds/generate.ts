import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { generatedFiles } from './files.ts';

/** `pnpm generate:manifests`: writes the CRD and the reference of every kind, and what the chart of the operators has to know of them. */
const root = join(import.meta.dirname, '../..');

for (const [path, text] of await generatedFiles()) {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
  console.log(path);
}
