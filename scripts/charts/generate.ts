import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { root } from '../house/workspace.ts';
import { generatedFiles, generatedLinks } from './files.ts';

/** `pnpm generate:charts`: writes the chart of every service from what the service declares. */
for (const [path, text] of await generatedFiles()) {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
  console.log(path);
}
for (const [path, target] of await generatedLinks()) {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await rm(join(root, path), { force: true, recursive: true });
  await symlink(target, join(root, path));
}
