import { rm } from 'node:fs/promises';
import { clusterNames } from './cluster-state.ts';
import { REGISTRY_FOLDER } from './up.ts';

/**
 * Removes the images that clusters have pulled from, which are kept for the next one.
 * @throws Error while a cluster is there, which may need them when it starts a pod
 */
export async function prune(): Promise<void> {
  const names = await clusterNames();
  if (names.length > 0) throw new Error(`images are kept as long as there is a cluster: ${names.join(', ')}`);
  await rm(REGISTRY_FOLDER, { recursive: true, force: true });
}
