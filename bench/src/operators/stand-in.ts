import { createClient, type Reflector, type StoredObject, startReflector, type Transport } from '@ameide/operator-kit';

const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment', plural: 'deployments', namespaced: true } as const;

/**
 * Stands in for the Deployment controller and the kubelets of a real cluster, for which there is neither the memory nor a
 * node here: says of every Deployment at once that all its replicas serve.
 */
export function startStandIn(transport: Transport): Reflector {
  const client = createClient({ transport, fieldManager: 'stand-in' });
  return startReflector({
    transport,
    resource: DEPLOYMENT,
    transform: ({ apiVersion, kind, metadata, spec, status }) => {
      const { name, namespace, uid, resourceVersion, generation } = metadata;
      const of = { name, namespace, uid, resourceVersion, generation } as StoredObject['metadata'];
      const { replicas } = spec as { replicas: number };
      const { observedGeneration } = (status ?? {}) as { observedGeneration?: number };
      return { apiVersion, kind, metadata: of, spec: { replicas }, status: { observedGeneration } };
    },
    onEvent({ type, object }) {
      if (type === 'deleted') return;
      const { name, namespace, generation: observedGeneration } = object.metadata;
      if ((object.status as { observedGeneration?: number }).observedGeneration === observedGeneration) return;
      const { replicas } = object.spec as { replicas: number };
      const counts = { replicas, updatedReplicas: replicas, readyReplicas: replicas, availableReplicas: replicas };
      const metadata = { name, ...(namespace !== undefined && { namespace }) };
      const { apiVersion, kind } = DEPLOYMENT;
      client
        .apply(DEPLOYMENT, { apiVersion, kind, metadata, status: { observedGeneration, ...counts } }, 'status')
        .catch((error: unknown) => console.error(error));
    },
  });
}
