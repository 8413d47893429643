import { access, mkdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aptInstall } from './apt.ts';
import { componentFolder } from './cache.ts';
import type { Component } from './component.ts';
import { findExecutable } from './executable.ts';
import { run } from './run.ts';

const RELEASE = 'bookworm';
const FOLDER = componentFolder(`debian-base-${RELEASE}`);
const ARCHIVE = join(FOLDER, 'debian.tar');
const SOURCES = '/etc/apt/sources.list.d/debian.sources';

/** The files of a small Debian, as the tar archive that images begin with. */
export const debianBase: Component = {
  name: 'debian-base',
  variable: 'DEBIAN_BASE',
  async find() {
    const archive = process.env.DEBIAN_BASE ?? ARCHIVE;
    return access(archive).then(
      () => archive,
      () => null,
    );
  },
  howToGet: `pnpm components as root on Debian, or set DEBIAN_BASE to a tar of the files of Debian ${RELEASE}`,
  install,
};

async function install(): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error('only root can unpack a Debian');
  if (!(await findExecutable('mmdebstrap'))) await aptInstall(['mmdebstrap']);
  await mkdir(FOLDER, { recursive: true });
  const building = join(FOLDER, 'building.tar');
  // In memory where there is such a folder: on a disk, it takes many times as long.
  const inMemory = await access('/dev/shm').then(
    () => '/dev/shm',
    () => tmpdir(),
  );
  const without = ['man', 'locale', 'doc'].map((folder) => `--dpkgopt=path-exclude=/usr/share/${folder}/*`);
  run(
    'mmdebstrap',
    [
      ...['--variant=minbase', '--include=ca-certificates', '--aptopt=APT::Install-Recommends "false"', ...without],
      '--dpkgopt=path-include=/usr/share/doc/*/copyright',
      // The sources of the machine itself, whose registries can be reached.
      ...[RELEASE, building, ...(await sources())],
    ],
    { env: { TMPDIR: inMemory } },
  );
  await rm(ARCHIVE, { force: true });
  await rename(building, ARCHIVE);
}

async function sources(): Promise<string[]> {
  return access(SOURCES).then(
    () => [SOURCES],
    () => [],
  );
}
