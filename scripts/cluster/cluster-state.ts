import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where clusters keep what they have, outside every checkout: `AMEIDE_CLUSTERS`, or else the person's state folder. */
const CLUSTERS =
  process.env.AMEIDE_CLUSTERS ??
  join(process.env.XDG_STATE_HOME || join(homedir(), '.local/state'), 'ameide', 'clusters');

export const DEFAULT_NAME = 'ameide';
const NAME = /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/;

/** A port of this machine that leads into the cluster. */
export interface Forward {
  readonly port: number;
  readonly address: string;
  /** `<service>.<namespace>:<port>`, or an IP address with a port. */
  readonly target: string;
}

/** What is known of a cluster while it is up and while it is not. */
export interface ClusterState {
  /** On 127.0.0.1 of this machine; 0 as long as none was chosen. */
  readonly registryPort: number;
  readonly apiPort: number;
  readonly forwards: readonly Forward[];
  /** Of the process that the cluster is to end with, where there is such. */
  readonly owner?: number;
}

/** @throws Error when a cluster cannot have this name */
export function clusterFolder(name: string): string {
  if (!NAME.test(name)) {
    throw new Error(
      `a cluster cannot be called "${name}": up to 40 of a to z, 0 to 9 and "-", beginning with a letter`,
    );
  }
  return join(CLUSTERS, name);
}

/** The clusters that have something on this machine. */
export async function clusterNames(): Promise<string[]> {
  const entries = await readdir(CLUSTERS, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory() && NAME.test(entry.name)).map((entry) => entry.name);
}

export async function readClusterState(name: string): Promise<ClusterState | null> {
  const text = await readFile(join(clusterFolder(name), 'state.json'), 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as ClusterState);
}

export async function writeClusterState(name: string, state: ClusterState): Promise<void> {
  const folder = clusterFolder(name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, 'state.json.new'), `${JSON.stringify(state, null, 2)}\n`);
  await rename(join(folder, 'state.json.new'), join(folder, 'state.json'));
}

/** Of the administrator, for programs outside of the cluster. */
export function kubeconfigFile(name: string): string {
  return join(clusterFolder(name), 'kubeconfig');
}
