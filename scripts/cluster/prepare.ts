import { REGISTRY_PORT } from './addresses.ts';
import {
  type ClusterState,
  clusterNames,
  DEFAULT_NAME,
  type Forward,
  readClusterState,
  writeClusterState,
} from './cluster-state.ts';
import { down } from './down.ts';
import { isListenedOn, takenMessage } from './forward.ts';

/** @throws Error that says what to do instead when a node cannot run here */
export function checkMachine(): void {
  if (process.platform !== 'linux') {
    throw new Error(
      'a node of this kind needs Linux; elsewhere the same charts run on kind or k3d: docs/how-to/run-a-cluster.md',
    );
  }
  if (process.getuid?.() !== 0) {
    throw new Error(
      'a node of this kind needs root: run it with sudo, or in a virtual machine, or take kind or k3d: docs/how-to/run-a-cluster.md',
    );
  }
}

/** Removes clusters whose owners have died without taking them down. */
export async function sweep(): Promise<void> {
  for (const name of await clusterNames()) {
    const state = await readClusterState(name);
    if (state?.owner !== undefined && !isAlive(state.owner)) await down(name);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Its ports, the same for as long as it exists. @throws Error when another program has one that people know by now */
export async function prepare(name: string, owned: boolean): Promise<ClusterState> {
  const known = await readClusterState(name);
  const registryPort = known?.registryPort ?? (name === DEFAULT_NAME ? REGISTRY_PORT : 0);
  const apiPort = known?.apiPort ?? 0;
  const forwards = known?.forwards ?? [];
  for (const each of [forwardTo(registryPort, ''), ...forwards]) {
    if (each.port !== 0 && (await isListenedOn(each))) throw new Error(takenMessage(each.port));
  }
  const state: ClusterState = {
    registryPort,
    // Its kubeconfig says which it is.
    apiPort: apiPort !== 0 && (await isListenedOn(forwardTo(apiPort, ''))) ? 0 : apiPort,
    forwards,
    ...(owned && { owner: process.pid }),
  };
  await writeClusterState(name, state);
  return state;
}

export const forwardTo = (port: number, target: string): Forward => ({ port, address: '127.0.0.1', target });
