import type { KubeObject } from '@ameide/operator-kit';
import type { Route } from '../fields/route.ts';
import { METRICS_PORT, type WorkloadFields } from '../fields/workload.ts';
import { addressPeers } from './address-ranges.ts';
import { NETWORK_POLICY } from './api-kinds.ts';
import { PART_OF, type Primitive, partOf, primitiveLabels } from './identity.ts';
import type { PlatformSettings } from './settings.ts';

/** The pods of a namespace as a peer of a NetworkPolicy. */
export const namespacePeer = (name: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});
const namespaces = (...names: readonly string[]) => names.map(namespacePeer);
const port = (number: number | string, protocol: 'TCP' | 'UDP' = 'TCP') => ({ port: number, protocol });

/** What a workload may be called by and may call beside what all are and may. */
export interface NetworkPolicyOptions {
  /** The CloudNativePG cluster in the same namespace, if it has a database. */
  readonly cluster?: string | undefined;
  /** Where its operator is, if that asks it for its status. */
  readonly operatorNamespace?: string | undefined;
  /** The namespace of another Gateway that it names may call it, beside the one where the platform's Gateways have their pods. */
  readonly route?: Route | undefined;
  /** Rules of its own. */
  readonly ingress?: readonly object[];
  readonly egress?: readonly object[];
}

/**
 * Who may call a workload and whom it may call; everything else is refused. Callers: primitives of its namespace, the
 * Gateway, and what the spec lists. Callees: primitives, the platform's own namespaces, its database, DNS, and the list.
 */
export function networkPolicy(
  primitive: Primitive<WorkloadFields>,
  settings: PlatformSettings,
  { cluster, operatorNamespace, route, ingress = [], egress = [] }: NetworkPolicyOptions = {},
): KubeObject {
  const { network, uses = [] } = primitive.spec;
  const primitives = { podSelector: { matchLabels: PART_OF } };
  const operators = operatorNamespace === undefined ? [] : [operatorNamespace];
  const gateways = route?.gateway.namespace ? [route.gateway.namespace] : [];
  const callers = [
    ...new Set([settings.gatewayPodsNamespace, ...gateways]),
    ...operators,
    ...(network?.from ?? []).map(({ namespace }) => namespace),
  ];
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
        ...ingress,
      ],
      egress: [
        { to: namespaces('kube-system'), ports: [port(53, 'UDP'), port(53)] },
        { to: [...callees, ...namespaces(...settings.platformNamespaces)] },
        ...(cluster === undefined
          ? []
          : [{ to: [{ podSelector: { matchLabels: { 'cnpg.io/cluster': cluster } } }], ports: [port(5432)] }]),
        ...(network?.to ?? []).flatMap((target) => {
          const to = addressPeers(target.cidr, settings.addressRanges);
          return to.length === 0 ? [] : [{ to, ports: [port(target.port)] }];
        }),
        ...egress,
      ],
    },
  };
}
