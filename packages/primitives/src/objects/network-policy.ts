import type { KubeObject } from '@ameide/operator-kit';
import type { WorkloadFields } from '../fields/workload.ts';
import { addressPeers } from './address-peers.ts';
import { NETWORK_POLICY } from './api-kinds.ts';
import { METRICS_PORT, PART_OF, type Primitive, partOf, primitiveLabels } from './identity.ts';
import type { PlatformSettings } from './settings.ts';

const namespaces = (...names: readonly string[]) =>
  names.map((name) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } }));
const port = (number: number | string, protocol: 'TCP' | 'UDP' = 'TCP') => ({ port: number, protocol });

/**
 * Who may call a workload and whom it may call; everything else is refused. Callers: primitives of its namespace, the
 * Gateway, and what the spec lists. Callees: primitives, the platform's own namespaces, its database, DNS, and the list.
 *
 * @param cluster the CloudNativePG cluster in the same namespace, if it has a database
 * @param operatorNamespace where its operator is, if that asks it for its status
 */
export function networkPolicy(
  primitive: Primitive<WorkloadFields>,
  settings: PlatformSettings,
  cluster?: string,
  operatorNamespace?: string,
): KubeObject {
  const { network, uses = [] } = primitive.spec;
  const primitives = { podSelector: { matchLabels: PART_OF } };
  const operators = operatorNamespace === undefined ? [] : [operatorNamespace];
  const callers = [settings.gatewayNamespace, ...operators, ...(network?.from ?? []).map(({ namespace }) => namespace)];
  const elsewhere = namespaces(...uses.flatMap(({ namespace }) => namespace ?? []));
  const callees = [primitives, ...elsewhere.map((peer) => ({ ...peer, ...primitives }))];
  return {
    ...partOf(primitive, NETWORK_POLICY),
    spec: {
      podSelector: { matchLabels: primitiveLabels(primitive) },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        { from: [primitives, ...namespaces(...callers)], ports: [port('http')] },
        { from: namespaces(settings.monitoringNamespace), ports: [port(METRICS_PORT)] },
      ],
      egress: [
        { to: namespaces('kube-system'), ports: [port(53, 'UDP'), port(53)] },
        { to: [...callees, ...namespaces(...settings.platformNamespaces)] },
        ...(cluster === undefined
          ? []
          : [{ to: [{ podSelector: { matchLabels: { 'cnpg.io/cluster': cluster } } }], ports: [port(5432)] }]),
        ...(network?.to ?? []).flatMap((target) => {
          const to = addressPeers(target.cidr);
          return to.length === 0 ? [] : [{ to, ports: [port(target.port)] }];
        }),
      ],
    },
  };
}
