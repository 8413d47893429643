import { hasStatus, type KubeObject, type StoredObject, type Transport } from '@ameide/operator-kit';
import { CONFIG_MAP, shortDigest } from '@ameide/primitives/objects';
import type { DeploymentRecords, Place } from '../ports.ts';

/** Where records are kept. */
export interface DeploymentRecordsOptions {
  /** The operator's own namespace, which outlives those of Processes. */
  readonly namespace: string;
  /** Operators of several lanes may be in one namespace. */
  readonly lane: string;
}

const RECORD = 'ameide.io/record';
const WORKER_DEPLOYMENT = 'worker-deployment';

/** One ConfigMap for each Worker Deployment, in the operator's namespace. @throws ApiError */
export function deploymentRecords(
  transport: Transport,
  { namespace, lane }: DeploymentRecordsOptions,
): DeploymentRecords {
  const path = `/api/v1/namespaces/${namespace}/configmaps`;
  const kept = new Set<string>();
  const nameOf = (place: Place) => `ameide-worker-deployment-${shortDigest(JSON.stringify([lane, idOf(place)]))}`;
  return {
    async keep(place, check, signal) {
      if (kept.has(idOf(place))) return;
      const record: KubeObject = {
        ...CONFIG_MAP,
        metadata: { name: nameOf(place), labels: { [RECORD]: WORKER_DEPLOYMENT, 'ameide.io/lane': lane } },
        data: { ...place },
      };
      await transport.request({ method: 'POST', path, body: record, guard: check, signal }).catch((error: unknown) => {
        if (!hasStatus(error, 409)) throw error;
      });
      kept.add(idOf(place));
    },
    async all(signal) {
      const labelSelector = `${RECORD}=${WORKER_DEPLOYMENT},ameide.io/lane=${lane}`;
      const query = { labelSelector };
      const { items } = await transport.request<{ items: StoredObject[] | null }>({
        method: 'GET',
        path,
        query,
        signal,
      });
      const places = (items ?? []).map(({ data }) => data as Place);
      for (const place of places) kept.add(idOf(place));
      return places;
    },
    async forget(place, check, signal) {
      kept.delete(idOf(place));
      const one = `${path}/${nameOf(place)}`;
      await transport.request({ method: 'DELETE', path: one, guard: check, signal }).catch((error: unknown) => {
        if (!hasStatus(error, 404)) throw error;
      });
    },
  };
}

function idOf({ namespace, deployment }: Place): string {
  return `${namespace}/${deployment}`;
}
