import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ImageReference, Images } from './image-reference.ts';

/**
 * The digest files of a lane: the last layer of the values of every deployable, and what is written down about what runs.
 * @returns the images by deployable; none when there is no such folder
 * @throws Error that names a file of another form
 */
export async function readDigestFiles(folder: string): Promise<Map<string, ImageReference>> {
  const files = await readdir(folder).catch(() => [] as string[]);
  const images = new Map<string, ImageReference>();
  for (const file of files.filter((name) => name.endsWith('.yaml')).sort()) {
    images.set(file.slice(0, -'.yaml'.length), readDigest(await readFile(join(folder, file), 'utf8'), file));
  }
  return images;
}

/** @param file for the message only */
export function readDigest(text: string, file: string): ImageReference {
  const image = (parse(text) as { image?: Partial<ImageReference> } | null)?.image;
  if (typeof image?.graph !== 'string' || typeof image.digest !== 'string') {
    throw new Error(`${file} is not of the form {image: {graph, digest}}`);
  }
  return { graph: image.graph, digest: image.digest };
}

export function digestText({ graph, digest }: ImageReference): string {
  return `image:\n  graph: ${graph}\n  digest: ${digest}\n`;
}

/** Writes the files of these images, each as a whole; others stay. `undefined` takes a file away. */
export async function writeDigestFiles(
  folder: string,
  images: ReadonlyMap<string, ImageReference | undefined>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, image] of images) {
    const file = join(folder, `${name}.yaml`);
    if (image === undefined) {
      await rm(file, { force: true });
      continue;
    }
    const written = `${file}.${process.pid}`;
    await writeFile(written, digestText(image));
    await rename(written, file);
  }
}

/** Of `images`, what `before` has for the same names: what undoes writing `images`. */
export function undoOf(images: Images, before: Images): Map<string, ImageReference | undefined> {
  return new Map([...images.keys()].map((name) => [name, before.get(name)]));
}
