import { conditionOf, type StoredObject } from '@ameide/operator-kit';
import { kindOf } from '@ameide/operator-kit/schema';
import { PROCESS_PARTS, processKind } from '@ameide/operator-process';
import { createWorkers, startTemporalServer } from '@ameide/operator-process/testing';
import { DEPLOYMENT } from '@ameide/primitives/objects';
import { type ClusterVerbs, testImage } from '@ameide/primitives/testing';
import type { V1DeploymentSpec } from '@kubernetes/client-node';
import { aConfigMap, startStage } from '../fixtures/stage.ts';
import type { Stage } from '../fixtures/survive-kills.ts';

const NAMESPACE = 'ameide-dev';
const orderToCash = (spec: object) => ({
  ...kindOf(processKind),
  metadata: { name: 'otc', namespace: NAMESPACE },
  spec: {
    definition: { id: 'order-to-cash', version: '12', configMap: { name: 'order-to-cash', key: 'process.bpmn' } },
    temporal: { namespace: 'sales' },
    ...spec,
  },
});

/**
 * A Process whose second version takes over from the first, which is taken down when it is drained. Temporal is a real
 * one, and so are the workers. What Temporal is told is seen by no proxy, since it speaks gRPC: it is told between two
 * writes to the API server, before and after which the operator is killed.
 */
export async function startProcessStage(): Promise<Stage> {
  const temporal = await startTemporalServer();
  await temporal.createNamespace('sales');
  const workers = createWorkers();
  const running = new Map<string, Awaited<ReturnType<typeof workers.start>>>();
  const runWorkers = async (cluster: ClusterVerbs) => {
    const deployments = await cluster.list(DEPLOYMENT, NAMESPACE);
    for (const { metadata, spec } of deployments) {
      const variables = (spec as V1DeploymentSpec).template.spec!.containers[0]!.env ?? [];
      const env = Object.fromEntries(variables.map(({ name, value }) => [name, value]));
      if (!running.has(metadata.uid)) running.set(metadata.uid, await workers.start(env));
    }
    for (const [uid, worker] of running) {
      if (deployments.some(({ metadata }) => metadata.uid === uid)) continue;
      running.delete(uid);
      await worker.stop();
    }
  };
  return startStage({
    env: { TEMPORAL_ADDRESS: temporal.address },
    given: [
      aConfigMap(
        'order-to-cash',
        { 'process.bpmn': '<bpmn/>' },
        { annotations: { 'ameide.io/definition-version': '12' } },
      ),
    ],
    scenario: {
      operator: 'process',
      namespace: NAMESPACE,
      owns: PROCESS_PARTS,
      steps: [
        orderToCash({
          image: testImage('order-to-cash', 'a'),
          scaling: { replicas: 1 },
          compensations: [{ name: 'refunds', schedule: '30 2 * * *', command: ['node', 'src/refunds.ts'] }],
        }),
        orderToCash({
          image: testImage('order-to-cash', 'b'),
          scaling: { replicas: 2, autoscaling: { maxReplicas: 3 } },
        }),
      ],
      isSettled: (object: StoredObject) => conditionOf(object, 'Drained')?.status === 'True',
      letItsOthersWork: runWorkers,
    },
    async stop() {
      await workers.stop();
      await temporal.stop();
    },
  });
}
