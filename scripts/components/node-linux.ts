import { copyFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { componentFolder } from './cache.ts';
import type { Component } from './component.ts';
import { findExecutable } from './executable.ts';
import { withNpmPackage } from './npm-package.ts';

const VERSION = process.versions.node;
const PACKAGE = `node-linux-${process.arch}`;
const FOLDER = componentFolder(`${PACKAGE}-${VERSION}`);

/** The Node that all of this runs on, as images have it: for Linux, whatever this machine is. */
export const nodeLinux: Component = {
  name: 'node-linux',
  variable: 'NODE_LINUX',
  find: () => findExecutable(process.env.NODE_LINUX, join(FOLDER, 'node')),
  howToGet: 'pnpm components',
  install: () =>
    withNpmPackage(PACKAGE, VERSION, FOLDER, async (unpacked) => {
      await copyFile(join(unpacked, 'bin/node'), join(FOLDER, 'node.new'));
      await rename(join(FOLDER, 'node.new'), join(FOLDER, 'node'));
    }),
};
