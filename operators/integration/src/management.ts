import type { KubeObject } from '@ameide/operator-kit';
import { NETWORK_POLICY, type Primitive, partName, partOf, podLabels, SERVICE } from '@ameide/primitives/objects';
import type { V1ServiceSpec } from '@kubernetes/client-node';
import { MANAGEMENT_PORT } from './contract.ts';

/** How the operator finds every single runtime: DNS has the address of each behind a headless Service. */
export function managementService(integration: Primitive): KubeObject<V1ServiceSpec> {
  return {
    ...partOf(integration, SERVICE, managementName(integration)),
    spec: {
      type: 'ClusterIP',
      clusterIP: 'None',
      selector: { ...podLabels(integration) },
      ports: [{ name: 'management', port: MANAGEMENT_PORT, targetPort: MANAGEMENT_PORT, protocol: 'TCP' }],
    },
  };
}

/** Who may manage runtimes: the operator and nobody else, not even the Gateway, which calls webhooks. */
export function managementPolicy(integration: Primitive, operatorNamespace: string): KubeObject {
  const operators = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': operatorNamespace } } };
  return {
    ...partOf(integration, NETWORK_POLICY, managementName(integration)),
    spec: {
      podSelector: { matchLabels: podLabels(integration) },
      policyTypes: ['Ingress'],
      ingress: [{ from: [operators], ports: [{ port: MANAGEMENT_PORT, protocol: 'TCP' }] }],
    },
  };
}

function managementName(integration: Primitive): string {
  return `${partName(integration)}-management`;
}
