import { rm } from 'node:fs/promises';
import { clusterFolder } from './cluster-state.ts';
import { withLock } from './lock.ts';
import { killNode } from './node-process.ts';

/** Ends a cluster and removes all that it has. Safe to call for one that is not there, or that crashed. */
export async function down(name: string): Promise<void> {
  const folder = clusterFolder(name);
  await withLock(folder, async () => {
    await killNode(name, folder);
    await rm(folder, { recursive: true, force: true });
  });
}
