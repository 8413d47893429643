import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { clusterFolder } from './cluster-state.ts';
import { withLock } from './lock.ts';
import { findNodeProcess, killNode } from './node-process.ts';

/**
 * Ends a cluster and removes all that it has. Safe to call for one that is not there, or that crashed.
 * @returns whether there was anything of it
 */
export async function down(name: string): Promise<boolean> {
  const folder = clusterFolder(name);
  return withLock(folder, async () => {
    const found = existsSync(folder) || (await findNodeProcess(folder)) !== null;
    await killNode(name, folder);
    await rm(folder, { recursive: true, force: true });
    return found;
  });
}
