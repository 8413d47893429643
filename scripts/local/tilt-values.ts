import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REGISTRY } from '../cluster/addresses.ts';
import { digestText } from '../release/digest-files.ts';
import type { Progress } from '../release/progress.ts';
import { createRegistry } from '../release/registry.ts';
import { createRegistryAccess } from '../release/registry-access.ts';
import { ours, root } from './place.ts';

export interface TiltValuesOptions {
  /** Of the deployable. */
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Where Tilt finds the digest of a deployable; Git ignores it. */
export const tiltValuesFile = (name: string) => join(root, 'tilt-values', `${name}.values.yaml`);

/**
 * Builds and pushes the image of what is in the checkout, under a tag made of its content, has the registry say its digest, and
 * writes that as values. What the registry has already is not built again.
 */
export async function writeTiltValues({ name, env, progress, signal }: TiltValuesOptions): Promise<void> {
  const address = env.AMEIDE_REGISTRY_VIA;
  const registry = createRegistry(createRegistryAccess(address ? [{ registry: REGISTRY, address }] : []));
  const graph = `${REGISTRY}/ameide/${name}`;
  const tag = await progress.step('gathering the sources', () => contentTag(name, signal));
  let digest = await registry.resolve(graph, tag);
  if (digest === undefined) {
    const args = ['build', name, '--push', '--registry', REGISTRY, '--tag', tag];
    await progress.step('building and pushing', () => ours('images/main.ts', args, { env, signal }));
    digest = await registry.resolve(graph, tag);
  }
  if (digest === undefined) throw new Error(`${graph}:${tag} was pushed, and the registry does not have it.`);
  const file = tiltValuesFile(name);
  await mkdir(join(root, 'tilt-values'), { recursive: true });
  await writeFile(`${file}.new`, digestText({ graph, digest }));
  await rename(`${file}.new`, file);
  progress.note(`${graph}:${tag} is ${digest}`);
}

/** `tilt-` and twelve digits of everything that the image is made from. */
async function contentTag(name: string, signal: AbortSignal): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `ameide-context-${name}-`));
  try {
    const hash = createHash('sha256').update(await ours('images/main.ts', ['context', name, folder], { signal }));
    const files = globSync('**', { cwd: folder, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const path of files.map((file) => join(file.parentPath, file.name)).sort()) {
      hash.update(`${path.slice(folder.length)}\0`).update(await readFile(path));
    }
    return `tilt-${hash.digest('hex').slice(0, 12)}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
