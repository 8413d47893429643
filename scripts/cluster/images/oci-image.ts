import { createHash, type Hash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';

/** A part of an image: bytes, known by their digest. */
export interface Blob {
  readonly digest: string;
  readonly size: number;
  /** The file that has them, or the bytes. */
  readonly content: string | Buffer;
}

export interface OciImage {
  readonly manifest: Blob & { readonly mediaType: string };
  readonly blobs: readonly Blob[];
}

/** An image of one program, on the files of a tar archive or on none. */
export interface ProgramImage {
  readonly program: string;
  /** Where the image has it, without a leading "/". */
  readonly path: string;
  readonly user: string;
  readonly base?: string;
}

const TAR_BLOCK = 512;

/**
 * Makes an image without running anything. The same files give the same digest. Layers are kept in `folder`, by where they come
 * from, so that they are read once.
 */
export async function makeProgramImage(image: ProgramImage, folder: string): Promise<OciImage> {
  await mkdir(folder, { recursive: true });
  const layers = [...(image.base ? [await baseLayer(image.base, folder)] : []), await programLayer(image, folder)];
  const config = jsonBlob({
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
    os: 'linux',
    config: { Entrypoint: [`/${image.path}`], User: image.user, WorkingDir: '/' },
    rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
  });
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = jsonBlob({
    schemaVersion: 2,
    mediaType,
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: config.digest, size: config.size },
    layers: layers.map(({ digest, size }) => ({ mediaType: 'application/vnd.oci.image.layer.v1.tar', digest, size })),
  });
  return { manifest: { ...manifest, mediaType }, blobs: [...layers, config] };
}

function jsonBlob(value: object): Blob {
  const content = Buffer.from(JSON.stringify(value));
  return { content, size: content.length, digest: digestOf(createHash('sha256').update(content)) };
}

function digestOf(hash: Hash): string {
  return `sha256:${hash.digest('hex')}`;
}

/** The archive as it is. */
async function baseLayer(archive: string, folder: string): Promise<Blob> {
  const note = join(folder, `${await sourceKey(archive, 'base')}.json`);
  const known = await readFile(note, 'utf8').catch(() => null);
  if (known !== null) return JSON.parse(known) as Blob;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(archive)) hash.update(chunk as Buffer);
  const blob = { digest: digestOf(hash), size: (await stat(archive)).size, content: archive };
  await writeFile(note, JSON.stringify(blob));
  return blob;
}

/** An archive of the one program. */
async function programLayer({ program, path }: ProgramImage, folder: string): Promise<Blob> {
  const layer = join(folder, `${await sourceKey(program, path)}.tar`);
  const known = await readFile(`${layer}.json`, 'utf8').catch(() => null);
  if (known !== null) return JSON.parse(known) as Blob;
  const { size } = await stat(program);
  const hash = createHash('sha256');
  const writing = `${layer}.${process.pid}`;
  const file = createWriteStream(writing);
  const write = async (bytes: Buffer) => {
    hash.update(bytes);
    if (!file.write(bytes)) await once(file, 'drain');
  };
  try {
    await write(tarHeader(path, size));
    for await (const chunk of createReadStream(program)) await write(chunk as Buffer);
    // Files fill whole blocks, and two empty blocks end an archive.
    await write(Buffer.alloc(((TAR_BLOCK - (size % TAR_BLOCK)) % TAR_BLOCK) + 2 * TAR_BLOCK));
    await finished(file.end());
    const blob = { digest: digestOf(hash), size: (await stat(writing)).size, content: layer };
    await rename(writing, layer);
    await writeFile(`${layer}.json`, JSON.stringify(blob));
    return blob;
  } finally {
    await rm(writing, { force: true });
  }
}

/** Changes with the file, without its being read. */
async function sourceKey(file: string, purpose: string): Promise<string> {
  const { size, mtimeMs, ino } = await stat(file);
  return createHash('sha256')
    .update(JSON.stringify([file, purpose, size, mtimeMs, ino]))
    .digest('hex');
}

/** Of a program that everyone may run and root owns, without a time. */
function tarHeader(path: string, size: number): Buffer {
  const header = Buffer.alloc(TAR_BLOCK);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
  header.write(path, 0, 100);
  header.write(octal(0o755, 7), 100);
  header.write(octal(0, 7), 108);
  header.write(octal(0, 7), 116);
  header.write(octal(size, 11), 124);
  header.write(octal(0, 11), 136);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 6)} `, 148);
  return header;
}
