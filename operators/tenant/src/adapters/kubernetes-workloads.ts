import { ApiError, type Transport } from '@ameide/operator-kit';
import type { Workloads } from '../ports.ts';

/** What runs in namespaces, by the API server. @throws ApiError */
export function kubernetesWorkloads(transport: Transport): Workloads {
  return {
    async stop(namespace, { check, signal }) {
      const path = `/api/v1/namespaces/${namespace}/pods`;
      try {
        await transport.request({ method: 'DELETE', path, guard: check, signal });
      } catch (error) {
        if (!(error instanceof ApiError && error.status === 404)) throw error;
      }
    },
  };
}
