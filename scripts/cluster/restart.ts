import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { clusterFolder, readClusterState } from './cluster-state.ts';
import { withLock } from './lock.ts';
import { killNode } from './node-process.ts';
import { type UpOptions, up } from './up.ts';

/** Kills the node with all that runs on it, as if its machine had lost its power, and starts it again on what it had kept. */
export async function restart(options: UpOptions): Promise<void> {
  const { name } = options;
  const folder = clusterFolder(name);
  if ((await readClusterState(name)) === null)
    throw new Error(`there is no cluster "${name}": pnpm cluster up --name ${name}`);
  await withLock(folder, async () => {
    await killNode(name, folder);
    await rm(join(folder, 'ready'), { force: true });
  });
  await up(options);
}
