import type { Kind, StoredObject } from '@ameide/operator-kit';
import type { ApiError } from '@ameide/operator-kit/testing';
import type { ClusterVerbs } from '@ameide/primitives/testing';
import { letCloudNativePgWork } from '../fixtures/others.ts';

const CLUSTER: Kind = { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster' };

/** One round of what CloudNativePG would do in a namespace: its Clusters are healthy, with what there is for them applied. */
export async function letDatabasesRun(cluster: ClusterVerbs, namespace: string): Promise<void> {
  await applyAll(cluster, namespace).catch((error: ApiError) => {
    // While an API comes to be, the server says so: the next round does it.
    if (error.status !== 429) throw error;
  });
}

async function applyAll(cluster: ClusterVerbs, namespace: string): Promise<void> {
  const clusters = await cluster.list(CLUSTER, namespace);
  for (const each of clusters) if (!isHealthy(each)) await makeHealthy(cluster, each);
  if (clusters.length > 0) await letCloudNativePgWork(cluster, namespace);
}

function isHealthy({ status }: StoredObject): boolean {
  return (status as { readonly readyInstances?: number } | undefined)?.readyInstances !== undefined;
}

async function makeHealthy(cluster: ClusterVerbs, { metadata, spec }: StoredObject): Promise<void> {
  const { name, namespace } = metadata;
  const { instances } = spec as { readonly instances: number };
  await cluster.apply({
    ...{ apiVersion: 'v1', kind: 'Secret' },
    metadata: { name: `${name}-ca`, namespace: namespace!, labels: { 'cnpg.io/cluster': name } },
    data: { 'ca.crt': Buffer.from('a certificate').toString('base64') },
  });
  const ready = { type: 'Ready', status: 'True', reason: 'ClusterIsReady', message: 'Cluster is Ready' };
  const status = {
    instances,
    readyInstances: instances,
    currentPrimary: `${name}-1`,
    phase: 'Cluster in healthy state',
    conditions: [{ ...ready, lastTransitionTime: new Date().toISOString() }],
  };
  await cluster.setStatus(CLUSTER, name, status, namespace);
}
