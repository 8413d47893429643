import type { Cluster } from '../cluster/start-cluster.ts';

/** What a Secret of a cluster has under a key, as text; empty when there is none. */
export async function clusterSecret(cluster: Cluster, namespace: string, name: string, key: string): Promise<string> {
  const path = `jsonpath={.data.${key.replace('.', '\\.')}}`;
  const data = await cluster.kubectl(['get', 'secret', name, `--namespace=${namespace}`, `--output=${path}`]);
  return Buffer.from(data, 'base64').toString();
}
