import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { componentFolder } from './cache.ts';
import type { Component } from './component.ts';
import { findExecutable } from './executable.ts';
import { withNpmPackage } from './npm-package.ts';

/** By major version; what is published runs on these, too. */
const VERSIONS: Readonly<Record<string, string>> = { '20': '20.18.1', '22': '22.23.2' };
const FOLDER = componentFolder(`node-${Object.values(VERSIONS).join('-')}`);
const SYSTEM = `${process.platform}-${process.arch}`;
const PACKAGE = SYSTEM === 'darwin-arm64' ? `node-bin-${SYSTEM}` : `node-${SYSTEM}`;

/** Older releases of Node beside the one that everything here runs on: `<folder>/20/bin/node` and so on. */
export const nodeReleases: Component = {
  name: 'node-releases',
  variable: 'NODE_RELEASES',
  async find() {
    const folder = process.env.NODE_RELEASES ?? FOLDER;
    const programs = Object.keys(VERSIONS).map((major) => findExecutable(join(folder, major, 'bin/node')));
    return (await Promise.all(programs)).includes(null) ? null : folder;
  },
  howToGet: 'pnpm components',
  async install() {
    const building = `${FOLDER}.building`;
    for (const [major, version] of Object.entries(VERSIONS)) {
      await withNpmPackage(PACKAGE, version, building, (unpacked) => rename(unpacked, join(building, major)));
    }
    await rm(FOLDER, { recursive: true, force: true });
    await rename(building, FOLDER);
  },
};
