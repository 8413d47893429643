import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiError, TestCluster } from '@ameide/operator-kit/testing';
import { type ServiceUnderTest, startServiceProcess } from '@ameide/service-kit/testing';
import type { V1ContainerState, V1Pod } from '@kubernetes/client-node';
import { type Background, repeat } from './background.ts';
import { environmentOfPod, NotThere } from './pod-environment.ts';

const MAIN = join(import.meta.dirname, '../../../operators/all/src/main.ts');
const BETWEEN_ROUNDS_MS = 200;

/**
 * Every pod gets on as on a node that has its image. It waits for the Secrets and ConfigMaps that it names. Operators
 * run as a process with the pod's variables and the rights of its ServiceAccount, which is ready when its probe says so. A
 * Job's pod ends, well unless its command is `false`. Everything else serves. To stop ends all processes.
 */
export function startKubelets(cluster: TestCluster): Background {
  const processes = new Map<string, Promise<ServiceUnderTest>>();

  const round = async () => {
    const { items } = await cluster.request<{ items: V1Pod[] }>('GET', '/api/v1/pods');
    for (const pod of items) if (pod.status?.phase === 'Pending') await getOn(pod);
    const there = new Set(items.map(({ metadata }) => metadata!.uid!));
    for (const [uid, started] of processes) {
      if (there.has(uid)) continue;
      processes.delete(uid);
      await (await started).stop();
    }
  };

  const getOn = async (pod: V1Pod) => {
    try {
      const env = await environmentOfPod(cluster, pod);
      if (pod.metadata?.ownerReferences?.some(({ kind }) => kind === 'Job')) {
        const exitCode = pod.spec!.containers[0]!.command?.[0] === 'false' ? 1 : 0;
        await setState(cluster, pod, { terminated: { exitCode } });
      } else if (await serves(pod, env)) await setState(cluster, pod, { running: {} });
    } catch (error) {
      if (!(error instanceof NotThere)) throw error;
      await setState(cluster, pod, { waiting: { reason: 'CreateContainerConfigError', message: error.message } });
    }
  };

  const serves = async (pod: V1Pod, env: Record<string, string>) => {
    const { namespace, uid, labels } = pod.metadata!;
    if (namespace !== 'ameide-system' || labels?.['app.kubernetes.io/component'] !== 'operator') return true;
    const started = processes.get(uid!) ?? startOperators(cluster, pod, env);
    processes.set(uid!, started);
    const running = await Promise.race([started, undefined]);
    if (running === undefined) return false;
    const { path } = pod.spec!.containers[0]!.readinessProbe!.httpGet!;
    return (await fetch(`${running.baseUrl}${path}`)).ok;
  };

  const { stop } = repeat(round, BETWEEN_ROUNDS_MS);
  return {
    async stop() {
      await stop().finally(() => Promise.all([...processes.values()].map(async (each) => (await each).stop())));
    },
  };
}

/** Pods have networks of their own and processes have not, so it listens on any ports. */
async function startOperators(
  cluster: TestCluster,
  { metadata, spec }: V1Pod,
  env: Record<string, string>,
): Promise<ServiceUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'ameide-operator-'));
  const KUBECONFIG = join(folder, 'kubeconfig');
  try {
    const kubeconfig = await cluster.kubeconfigFor(metadata!.namespace!, spec!.serviceAccountName!);
    await writeFile(KUBECONFIG, kubeconfig, { mode: 0o600 });
    return await startServiceProcess(MAIN, { ...env, KUBECONFIG, PORT: '0', METRICS_PORT: '0' });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Says what a kubelet would of a pod of which a container is in this state. */
async function setState(cluster: TestCluster, { metadata, spec }: V1Pod, state: V1ContainerState): Promise<void> {
  const { name, namespace } = metadata!;
  const { running, terminated } = state;
  const phase = running ? 'Running' : !terminated ? 'Pending' : terminated.exitCode === 0 ? 'Succeeded' : 'Failed';
  const ready = running !== undefined;
  const status = {
    phase,
    conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
    containerStatuses: spec!.containers.map((container) => {
      const { name, image } = container;
      return { name, image, imageID: image, state, ready, started: ready, restartCount: 0 };
    }),
  };
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/status?fieldManager=kubelet&force=true`;
  await cluster.request('PATCH', path, { apiVersion: 'v1', kind: 'Pod', status }).catch((error: ApiError) => {
    if (error.status !== 404) throw error;
  });
}
