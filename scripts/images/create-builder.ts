import { buildah } from '../components/buildah.ts';
import { createBuildah } from './buildah.ts';
import type { Builder } from './builder.ts';

/** The builder that this machine has; `storage` is a folder for what it keeps, the person's cache unless given. @throws Error that says how to get one */
export async function createBuilder(storage?: string): Promise<Builder> {
  const program = await buildah.find();
  if (program !== null) return createBuildah(program, storage);
  throw new Error(`There is nothing to build images with. buildah: ${buildah.howToGet}`);
}
