import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { componentFolder } from './cache.ts';
import type { Component } from './component.ts';
import { findExecutable } from './executable.ts';
import { GO, go } from './go.ts';

const MODULE = join(import.meta.dirname, 'kubernetes');
const FOLDER = componentFolder('kubernetes');
/** Says from which sources the programs beside it were built. */
const STAMP = 'built-from';
const PROGRAMS = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kubectl'];

/** A Kubernetes control plane without nodes, and kubectl, built from their Go modules. */
export const kubernetes: Component = {
  name: 'kubernetes',
  variable: 'KUBERNETES_BIN',
  async find() {
    const given = process.env.KUBERNETES_BIN;
    if (given) return (await hasPrograms(given)) ? given : null;
    const stamp = await readFile(join(FOLDER, STAMP), 'utf8').catch(() => null);
    return stamp === (await sourceHash()) && (await hasPrograms(FOLDER)) ? FOLDER : null;
  },
  howToGet: `pnpm components, which needs ${GO}, or set KUBERNETES_BIN to a folder with ${PROGRAMS.join(', ')}`,
  install: build,
};

async function build(): Promise<void> {
  // Whoever uses the programs of before goes on with them until the new ones are whole.
  const folder = `${FOLDER}.building`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const goMod = await readFile(join(MODULE, 'go.mod'), 'utf8');
  const version = /^\s*k8s\.io\/kubernetes (v\S+)/m.exec(goMod)?.[1];
  const flags = `-s -w -X k8s.io/component-base/version.gitVersion=${version}`;
  // "tool" stands for the programs that go.mod lists.
  await go(['build', '-trimpath', `-ldflags=${flags}`, '-o', `${folder}/`, 'tool'], {
    name: 'the control plane',
    cwd: MODULE,
  });
  await rename(join(folder, 'server'), join(folder, 'etcd'));
  await writeFile(join(folder, STAMP), await sourceHash());
  await rm(FOLDER, { recursive: true, force: true });
  await rename(folder, FOLDER);
}

async function sourceHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum']) hash.update(await readFile(join(MODULE, file)));
  return hash.digest('hex');
}

async function hasPrograms(folder: string): Promise<boolean> {
  const found = await Promise.all(PROGRAMS.map((program) => findExecutable(join(folder, program))));
  return !found.includes(null);
}
