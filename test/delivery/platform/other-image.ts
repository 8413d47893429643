import { createHash } from 'node:crypto';
import { cp, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { readDigestFiles } from '../../../scripts/release/digest-files.ts';

/** Folder of digest files of a lane of this checkout. */
export const LOCAL_DIGESTS = join(import.meta.dirname, '../../../.local/digests');

/**
 * Pushes the image of a deployable once more under another digest: what is in it is the same, what is written on it is not.
 * @param registryPort of the cluster's registry, on this machine
 * @returns the digest
 */
export async function pushAgain(name: string, registryPort: number, note: string): Promise<string> {
  const { digest } = (await readDigestFiles(LOCAL_DIGESTS)).get(name)!;
  const manifests = `http://localhost:${registryPort}/v2/ameide/${name}/manifests`;
  const type = 'application/vnd.oci.image.manifest.v1+json';
  const answer = await fetch(`${manifests}/${digest}`, { headers: { accept: type } });
  const manifest = (await answer.json()) as { annotations?: Record<string, string> };
  const body = JSON.stringify({ ...manifest, annotations: { ...manifest.annotations, 'io.ameide.test': note } });
  const other = `sha256:${createHash('sha256').update(body).digest('hex')}`;
  const pushed = await fetch(`${manifests}/${other}`, { method: 'PUT', headers: { 'content-type': type }, body });
  if (!pushed.ok) throw new Error(`the registry answered ${pushed.status}: ${await pushed.text()}`);
  return other;
}

/** The digest files of the lane in a new folder, with another digest of one deployable. */
export async function digestsWith(name: string, digest: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ameide-digests-'));
  await cp(LOCAL_DIGESTS, folder, { recursive: true });
  const { graph } = (await readDigestFiles(LOCAL_DIGESTS)).get(name)!;
  await writeFile(join(folder, `${name}.yaml`), stringify({ image: { graph, digest } }));
  return folder;
}
