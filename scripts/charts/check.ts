import { readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../house/workspace.ts';
import { generatedFiles, generatedLinks } from './files.ts';

/** `pnpm check:charts`: fails when the chart of a service is not what `pnpm generate:charts` would write. */
const stale: string[] = [];
for (const [path, text] of await generatedFiles()) {
  if ((await readFile(join(root, path), 'utf8').catch(() => null)) !== text) stale.push(path);
}
for (const [path, target] of await generatedLinks()) {
  if ((await readlink(join(root, path)).catch(() => null)) !== target) stale.push(path);
}
console.log(stale.length === 0 ? 'ok   the services’ charts are fresh' : `FAIL ${stale.join(', ')}`);
if (stale.length > 0) console.log('     Run `pnpm generate:charts` and commit what it writes.');
process.exitCode = stale.length > 0 ? 1 : 0;
