import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generatedFiles } from './files.ts';

/** `pnpm check:manifests`: fails when a CRD, a reference or what the chart knows of operators is not what `pnpm generate:manifests` would write. */
const root = join(import.meta.dirname, '../..');
const stale: string[] = [];

for (const [path, text] of await generatedFiles()) {
  const committed = await readFile(join(root, path), 'utf8').catch(() => null);
  if (committed !== text) stale.push(path);
}
console.log(
  stale.length === 0 ? 'ok   CRDs, their reference and the operators’ rights are fresh' : `FAIL ${stale.join(', ')}`,
);
if (stale.length > 0) console.log('     Run `pnpm generate:manifests` and commit what it writes.');
process.exitCode = stale.length > 0 ? 1 : 0;
