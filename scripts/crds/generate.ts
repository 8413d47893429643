import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { generatedFiles } from './files.ts';

/** `pnpm generate:manifests`: writes the CRD and the reference of every kind, the rights and the Deployment of every operator. */
const root = join(import.meta.dirname, '../..');

for (const [path, text] of generatedFiles()) {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
  console.log(path);
}
