import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { makeWritable } from './file-modes.ts';
import { goModuleFolder } from './go.ts';
import { goModule } from './go-module.ts';

const VERSION = 'v3.2.11';
/** What its image has beside the program, and what a cluster is given. */
const FILES = [
  'entrypoint.sh',
  'hack/gpg-wrapper.sh',
  'hack/git-verify-wrapper.sh',
  'manifests/core-install.yaml',
  'manifests/install.yaml',
  'manifests/crds',
];

/** A folder of the program `argocd`, the scripts of its image, and `manifests`. */
export const argocd = goModule({
  name: 'argocd',
  variable: 'ARGOCD',
  optional: true,
  module: join(import.meta.dirname, 'argocd'),
  programs: ['argocd'],
  packages: ['tool'],
  rename: { cmd: 'argocd' },
  set: () => ({ 'github.com/argoproj/argo-cd/v3/common.version': VERSION.slice(1) }),
  async complete(folder) {
    const module = await goModuleFolder('github.com/argoproj/argo-cd/v3', VERSION);
    for (const file of FILES) {
      await mkdir(join(folder, file, '..'), { recursive: true });
      await cp(join(module, file), join(folder, file), { recursive: true });
    }
    await makeWritable(folder);
  },
});
