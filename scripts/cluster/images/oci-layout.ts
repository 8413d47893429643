import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Blob, OciImage } from './oci-image.ts';

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

interface Manifest {
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
}

/**
 * Calls `use` with the image of an OCI layout, or of a tar archive of one, as `docker save` and `buildah push … oci-archive:` write it.
 * @throws Error that says what it is instead
 */
export async function withOciLayout<Result>(path: string, use: (image: OciImage) => Promise<Result>): Promise<Result> {
  const found = await stat(path).catch(() => null);
  if (!found) throw new Error(`there is no file and no folder ${path}`);
  if (found.isDirectory()) return use(await readOciLayout(path));
  const folder = await mkdtemp(join(tmpdir(), 'ameide-image-'));
  try {
    await promisify(execFile)('tar', ['-xf', path, '-C', folder]);
    return await use(await readOciLayout(folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readOciLayout(folder: string): Promise<OciImage> {
  const text = await readFile(join(folder, 'index.json'), 'utf8').catch(() => null);
  if (text === null) throw new Error(`${folder} has no index.json: it is not an image in the layout of the OCI`);
  const { manifests } = JSON.parse(text) as { manifests: readonly Descriptor[] };
  if (manifests.length !== 1) throw new Error(`it has ${manifests.length} images; it has to have one`);
  const blob = ({ digest, size }: Descriptor): Blob => ({
    digest,
    size,
    content: join(folder, 'blobs', digest.replace(':', '/')),
  });
  const [descriptor] = manifests;
  const manifest = JSON.parse(await readFile(blob(descriptor!).content as string, 'utf8')) as Manifest;
  if (!manifest.config || !manifest.layers)
    throw new Error('it is an index of images for several systems; take one of them');
  return {
    manifest: { ...blob(descriptor!), mediaType: descriptor!.mediaType },
    blobs: [manifest.config, ...manifest.layers].map(blob),
  };
}
