import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type ClusterStatus, status } from '../cluster/index.ts';

/** What is asked about this machine. */
export interface Machine {
  readonly statusOf: (cluster: string) => Promise<Pick<ClusterStatus, 'state' | 'kubeconfig' | 'ports'>>;
  /** Whether kubectl has a cluster to talk to by itself. */
  readonly hasKubeconfig: () => boolean;
}

const CLUSTER = 'ameide';
const THIS_MACHINE: Machine = {
  statusOf: status,
  hasKubeconfig: () => existsSync(join(homedir(), '.kube/config')),
};

/**
 * The variables by which programs find the cluster of the lane `local`, as `pnpm local` does: our own one, unless the variables
 * given name another.
 * @throws Error that says what to do when there is none
 */
export async function laptopVariables(
  { KUBECONFIG, AMEIDE_CLUSTER, AMEIDE_REGISTRY_VIA }: Readonly<Record<string, string | undefined>>,
  { statusOf, hasKubeconfig }: Machine = THIS_MACHINE,
): Promise<Record<string, string>> {
  if (KUBECONFIG || AMEIDE_CLUSTER === 'current') return {};
  const { state, kubeconfig, ports } = await statusOf(CLUSTER);
  if (state === 'up' && kubeconfig && ports) {
    const via = AMEIDE_REGISTRY_VIA || `localhost:${ports.registryPort}`;
    return { KUBECONFIG: kubeconfig, AMEIDE_REGISTRY_VIA: via };
  }
  if (hasKubeconfig()) return {};
  throw new Error('There is no cluster of the lane "local": pnpm local up, or name one by KUBECONFIG.');
}
