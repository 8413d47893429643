import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { chmod, copyFile, mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { root } from '../house/workspace.ts';
import type { Deployable } from './deployables.ts';
import { readInputs } from './inputs.ts';
import { run } from './run.ts';
import { PNPM_VERSION, readNodeVersion } from './versions.ts';

/**
 * Writes what the Dockerfile needs for a deployable into an empty folder: the Dockerfile, `manifests/` and `sources/`. The web
 * application is built before, if its sources are newer. The same commit gives the same bytes and modes.
 *
 * @returns the Dockerfile's arguments
 */
export async function writeContext(deployable: Deployable, folder: string): Promise<Record<string, string>> {
  const { manifests, sources, web } = await readInputs(deployable);
  if (web !== undefined)
    await run(process.execPath, ['services/platform/src/build-web.ts', '--if-stale'], { cwd: root });
  const built = web === undefined ? [] : globSync(`${web}/dist/app/**`, { cwd: root, withFileTypes: true });
  await copy('Dockerfile', join(folder, 'Dockerfile'));
  for (const path of manifests) await copy(path, join(folder, 'manifests', path));
  for (const path of sources) await copy(path, join(folder, 'sources', path));
  for (const entry of built.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name).slice(root.length + 1);
    await copy(path, join(folder, 'sources', path));
  }
  return {
    NODE_VERSION: await readNodeVersion(),
    PNPM_VERSION,
    PACKAGE: deployable.package,
    FOLDER: deployable.folder,
    MANIFESTS: await hashOf(manifests),
  };
}

async function hashOf(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) hash.update(`${path}\0`).update(await readFile(join(root, path)));
  return hash.digest('hex');
}

async function copy(path: string, to: string): Promise<void> {
  const from = join(root, path);
  await mkdir(dirname(to), { recursive: true, mode: 0o755 });
  await copyFile(from, to);
  // Those of the checkout depend on the umask of who made it.
  await chmod(to, (await stat(from)).mode & 0o100 ? 0o755 : 0o644);
}
