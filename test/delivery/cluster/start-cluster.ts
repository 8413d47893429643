import {
  down,
  findPrograms,
  forward,
  installGateway,
  type Kubectl,
  kubeconfigFile,
  kubectlOf,
  makeProgramImage,
  type ProgramImage,
  pushImage,
  REGISTRY,
  readClusterState,
  restart,
  runProgram,
  up,
} from '../../../scripts/cluster/index.ts';
import { componentFolder } from '../../../scripts/components/cache.ts';

export { clusterSkipReason } from '../../../scripts/cluster/index.ts';

export interface ClusterOptions {
  /** Of the suite, for people who look at what runs. */
  readonly suite: string;
  /** With Envoy Gateway. */
  readonly gateway?: boolean;
}

/** A real cluster of one node, of this process alone: it ends with it, also when that is killed. */
export interface Cluster {
  readonly name: string;
  /** The file. */
  readonly kubeconfig: string;
  /** On 127.0.0.1; in the cluster, the registry is `ameide-reg:32000`. */
  readonly registryPort: number;
  readonly kubectl: Kubectl;
  /** Runs helm, and gives what it says. */
  helm(...args: readonly string[]): Promise<string>;
  /** One object, several, or their YAML; server-side. */
  apply(manifests: object | readonly object[] | string): Promise<void>;
  /** Waits for a condition, `Available` or `jsonpath=…`, of one object such as `deployment/orders`. */
  waitFor(namespace: string, object: string, condition: string, seconds?: number): Promise<void>;
  /** A port of this machine that leads to `<namespace>/<service>:<port>` or `gateway/<namespace>/<gateway>:<port>`. */
  forward(target: string): Promise<number>;
  /** Gives it an image of one program of this machine; the name that manifests get it by. */
  provideProgram(repository: string, image: ProgramImage): Promise<string>;
  /** Kills the node with everything on it, and starts it again. */
  restart(): Promise<void>;
  down(): Promise<void>;
}

/** Starts a cluster, in about ten seconds. */
export async function startCluster({ suite, gateway = false }: ClusterOptions): Promise<Cluster> {
  const name = `test-${suite}-${process.pid}`;
  const programs = await findPrograms();
  try {
    await up({ name, owned: true });
    if (gateway) await installGateway(name);
  } catch (error) {
    await down(name);
    throw error;
  }
  const { registryPort } = (await readClusterState(name))!;
  const kubectl = kubectlOf(name, programs);
  return {
    name,
    kubeconfig: kubeconfigFile(name),
    registryPort,
    kubectl,
    helm: (...args) => runProgram(programs.helm, args, { env: { KUBECONFIG: kubeconfigFile(name) } }),
    async apply(manifests) {
      await kubectl(['apply', '--server-side', '--filename=-'], yaml(manifests));
    },
    async waitFor(namespace, object, condition, seconds = 180) {
      await kubectl(['wait', `--namespace=${namespace}`, object, `--for=${condition}`, `--timeout=${seconds}s`]);
    },
    forward: (target) => forward(name, target),
    async provideProgram(repository, program) {
      const image = await makeProgramImage(program, componentFolder('cluster-layers'));
      await pushImage(image, registryPort, repository, image.manifest.digest.replace(':', '-'));
      return `${REGISTRY}/${repository}@${image.manifest.digest}`;
    },
    restart: () => restart({ name, owned: true }),
    async down() {
      await down(name);
    },
  };
}

function yaml(manifests: object | readonly object[] | string): string {
  if (typeof manifests === 'string') return manifests;
  const items: readonly object[] = Array.isArray(manifests) ? manifests : [manifests];
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}
