import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createClient, createTransport, type KubeObject } from '@ameide/operator-kit';
import { KubeConfig, KubernetesObjectApi, PatchStrategy } from '@kubernetes/client-node';
import type { Report } from '../figure.ts';
import { atOnce } from './at-once.ts';
import { NAMESPACE, withCluster } from './cluster.ts';
import { progress } from './progress.ts';

const REQUESTS = 10_000;
const ROUNDS = 3;
const WIDTH = 8;
const OBJECTS = 1_000;
const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true } as const;

type Apply = (object: KubeObject) => Promise<unknown>;

/** Server-side applies that each change something, and the connections that they take, beside KubernetesObjectApi. */
export async function benchApplies(report: Report): Promise<void> {
  await withCluster(async (cluster) => {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(cluster.kubeconfig);
    const transport = createTransport({ kubeConfig, connections: WIDTH });
    const client = createClient({ transport, fieldManager: 'kit' });
    const objectApi = KubernetesObjectApi.makeApiClient(kubeConfig);
    const kit: Apply = (object) => client.apply(CONFIG_MAP, object);
    const clientNode: Apply = (object) =>
      objectApi.patch(object as object, undefined, undefined, 'client-node', true, PatchStrategy.ServerSideApply);

    const found = { kit: [] as Round[], clientNode: [] as Round[] };
    for (let round = 0; round < ROUNDS; round++) {
      found.clientNode.push(await measure('client-node', clientNode, round));
      found.kit.push(await measure('kit', kit, round));
    }
    await transport.close();

    const how = `${REQUESTS} applies of ${OBJECTS} ConfigMaps in each of ${ROUNDS} rounds, ${WIDTH} at once, in turns; median`;
    report({
      figure: 'server_side_applies',
      value: median(found.kit.map(({ perSecond }) => perSecond)),
      unit: 'applies/s',
      baseline: median(found.clientNode.map(({ perSecond }) => perSecond)),
      target: '>= 700',
      note: `${how}; baseline: KubernetesObjectApi.patch of @kubernetes/client-node`,
    });
    report({
      figure: 'connections_per_10000_requests',
      value: Math.max(...found.kit.map(({ connections }) => connections)),
      unit: 'connections',
      baseline: median(found.clientNode.map(({ connections }) => connections)),
      target: '<= 10',
      note: 'TCP connections that the same applies opened, the most of all rounds; baseline: KubernetesObjectApi',
    });
  });
}

interface Round {
  readonly perSecond: number;
  readonly connections: number;
}

async function measure(name: string, apply: Apply, round: number): Promise<Round> {
  let connections = 0;
  const count = () => void connections++;
  subscribe('net.client.socket', count);
  const start = performance.now();
  await atOnce(REQUESTS, WIDTH, (index) => apply(configMap(name, index, round)));
  const perSecond = REQUESTS / ((performance.now() - start) / 1_000);
  unsubscribe('net.client.socket', count);
  progress(`${name}, round ${round + 1}: ${perSecond.toFixed(0)} applies/s, ${connections} connections`);
  return { perSecond, connections };
}

function configMap(name: string, index: number, round: number): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `${name}-${index % OBJECTS}`, namespace: NAMESPACE, labels: { app: name } },
    data: { index: String(index), round: String(round), text: 'x'.repeat(500) },
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
