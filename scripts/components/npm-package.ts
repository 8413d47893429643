import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './run.ts';

/**
 * Gets a package of the npm registry with nothing of what it depends on and without its scripts, for as long as `use` needs
 * its folder, which lies in `folder`.
 */
export async function withNpmPackage(
  name: string,
  version: string,
  folder: string,
  use: (unpacked: string) => Promise<void>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const prefix = await mkdtemp(join(folder, '.npm-'));
  try {
    run('npm', [
      ...['install', '--no-audit', '--no-fund', '--ignore-scripts', '--force', '--silent'],
      ...['--prefix', prefix, `${name}@${version}`],
    ]);
    await use(join(prefix, 'node_modules', name));
  } finally {
    await rm(prefix, { recursive: true, force: true });
  }
}
