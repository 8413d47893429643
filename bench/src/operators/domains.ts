import { createHash } from 'node:crypto';
import { createClient, type KubeObject, type Transport } from '@ameide/operator-kit';
import { atOnce } from './at-once.ts';
import { NAMESPACE } from './cluster.ts';

export const DOMAIN = {
  apiVersion: 'ameide.io/v1alpha1',
  kind: 'Domain',
  plural: 'domains',
  namespaced: true,
} as const;

/** A Domain with all its parts but a database: accounts, policies, a Service, a Deployment with an autoscaler. */
export function aDomain(index: number): KubeObject {
  const digest = createHash('sha256').update(String(index)).digest('hex');
  return {
    apiVersion: DOMAIN.apiVersion,
    kind: DOMAIN.kind,
    metadata: { name: `domain-${index}`, namespace: NAMESPACE },
    spec: {
      image: `registry.example.com/ameide/domain-${index}@sha256:${digest}`,
      scaling: { replicas: 2, autoscaling: { maxReplicas: 10 } },
      env: [
        { name: 'REGION', value: `region-${index % 7}` },
        { name: 'API_KEY', secret: { name: `domain-${index}`, key: 'api-key' } },
      ],
    },
  };
}

/** Makes them as a person with kubectl would, eight at once. */
export async function makeDomains(transport: Transport, count: number): Promise<void> {
  const client = createClient({ transport, fieldManager: 'kubectl' });
  await atOnce(count, 8, (index) => client.apply(DOMAIN, aDomain(index)));
}
