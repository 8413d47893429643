import { type ClusterState, clusterFolder, kubeconfigFile, readClusterState } from './cluster-state.ts';
import { makeNodeImages, type NodeImages } from './images/node-images.ts';
import { kubectlOf } from './kubectl.ts';
import { findNodeProcess, nodeMemory } from './node-process.ts';
import { findPrograms } from './programs.ts';
import { isUp } from './up.ts';

export interface ClusterStatus {
  readonly name: string;
  /** `crashed`: something is left of it that `up` mends and `down` removes. */
  readonly state: 'up' | 'down' | 'starting' | 'crashed';
  readonly ports?: Pick<ClusterState, 'registryPort' | 'apiPort' | 'forwards'>;
  readonly kubeconfig?: string;
  /** Those that its registry has from the beginning, as manifests name them. */
  readonly images?: Readonly<Record<keyof NodeImages, string>>;
  /** Bytes that all processes of the node hold. */
  readonly memory?: number;
  readonly pods?: { readonly all: number; readonly ready: number };
}

export async function status(name: string): Promise<ClusterStatus> {
  const folder = clusterFolder(name);
  const kept = await readClusterState(name);
  const running = await findNodeProcess(folder);
  if (kept === null && running === null) return { name, state: 'down' };
  if (kept === null || !running?.init) return { name, state: 'crashed' };
  if (!(await isUp(folder))) return { name, state: 'starting' };
  const { registryPort, apiPort, forwards } = kept;
  return {
    name,
    state: 'up',
    ports: { registryPort, apiPort, forwards },
    kubeconfig: kubeconfigFile(name),
    images: await nodeImages(),
    memory: await nodeMemory(running.init),
    pods: await countPods(name),
  };
}

async function nodeImages(): Promise<Record<keyof NodeImages, string>> {
  const { pause, coredns, envoyGateway, envoy } = await makeNodeImages(await findPrograms());
  return {
    pause: pause.reference,
    coredns: coredns.reference,
    envoyGateway: envoyGateway.reference,
    envoy: envoy.reference,
  };
}

async function countPods(name: string): Promise<{ all: number; ready: number }> {
  const kubectl = kubectlOf(name, await findPrograms());
  const text = await kubectl([
    ...['get', 'pods', '--all-namespaces', '--field-selector=status.phase!=Succeeded'],
    '--output=jsonpath={range .items[*]}{.status.conditions[?(@.type=="Ready")].status}{"\\n"}{end}',
  ]);
  const all = text.split('\n').slice(0, -1);
  return { all: all.length, ready: all.filter((each) => each === 'True').length };
}
