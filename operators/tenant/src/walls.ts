import { type KubeObject, type Observed, refOf } from '@ameide/operator-kit';
import { NETWORK_POLICY } from '@ameide/primitives/objects';
import type { V1NetworkPolicySpec, V1ResourceQuotaSpec } from '@kubernetes/client-node';
import { LIMIT_RANGE, RESOURCE_QUOTA } from './kinds.ts';
import type { TenantNamespace } from './names.ts';
import { partOf } from './part.ts';
import type { Tenant } from './resource.ts';

/** The name of the one quota and the one limit range of a namespace. */
const LIMITS = 'tenant';

type Size = Tenant['spec']['size'];

/** What everything in one namespace may ask for together. Memory in use may be twice what is asked for. */
const SIZES: Readonly<Record<Size, Readonly<Record<'claims' | 'cpu' | 'memoryGi' | 'pods' | 'storageGi', number>>>> = {
  small: { cpu: 4, memoryGi: 8, pods: 50, claims: 10, storageGi: 100 },
  medium: { cpu: 16, memoryGi: 32, pods: 200, claims: 40, storageGi: 500 },
  large: { cpu: 64, memoryGi: 128, pods: 800, claims: 160, storageGi: 2_000 },
};

/** What keeps a namespace within its limits and apart from others. */
export function walls(tenant: Tenant, { name, code }: TenantNamespace): readonly KubeObject[] {
  const policy = (policyName: string, spec: V1NetworkPolicySpec): KubeObject => ({
    ...partOf(tenant, NETWORK_POLICY, policyName, name),
    spec,
  });
  const { database } = tenant.spec;
  return [
    { ...partOf(tenant, RESOURCE_QUOTA, LIMITS, name), spec: quota(tenant) },
    { ...partOf(tenant, LIMIT_RANGE, LIMITS, name), spec: LIMIT_RANGE_SPEC },
    policy('default-deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
    policy('allow-dns', allow([inNamespace('kube-system')], ['UDP', 53], ['TCP', 53])),
    ...(database !== undefined && code === 'product'
      ? [policy('allow-database', allow([databasePods(database)], ['TCP', 5432]))]
      : []),
  ];
}

/** How much of what is counted a namespace has, or undefined while nobody has counted. */
export function used(namespace: string, what: 'persistentvolumeclaims' | 'pods', observed: Observed) {
  const quotaObject = observed.find({ ...RESOURCE_QUOTA, name: LIMITS, namespace });
  const status = quotaObject?.status as { readonly used?: Readonly<Record<string, string>> } | undefined;
  const count = status?.used?.[what];
  return count === undefined ? undefined : Number(count);
}

/** True if no pod can come to be in a namespace: its quota has none. */
export function isClosed(namespace: string, observed: Observed): boolean {
  const spec = observed.find({ ...RESOURCE_QUOTA, name: LIMITS, namespace })?.spec as V1ResourceQuotaSpec | undefined;
  return spec?.hard?.pods === '0';
}

/** True if a namespace and all its walls are there. */
export function wallsStand(tenant: Tenant, namespace: TenantNamespace, observed: Observed): boolean {
  return walls(tenant, namespace).every((wall) => observed.find(refOf(wall)) !== undefined);
}

function quota({ spec }: Tenant): V1ResourceQuotaSpec {
  const { cpu, memoryGi, pods, claims, storageGi } = SIZES[spec.size];
  return {
    hard: {
      'requests.cpu': `${cpu}`,
      'requests.memory': `${memoryGi}Gi`,
      'limits.memory': `${2 * memoryGi}Gi`,
      pods: spec.suspend ? '0' : `${pods}`,
      persistentvolumeclaims: `${claims}`,
      'requests.storage': `${storageGi}Gi`,
      configmaps: `${4 * pods}`,
      secrets: `${4 * pods}`,
      services: `${2 * pods}`,
      // The Gateway is the only way in.
      'services.loadbalancers': '0',
      // Routes have the tenant's hosts only (charts/ameide-operators/files/policies/hosts.yaml); nothing holds an Ingress to them.
      'count/ingresses.networking.k8s.io': '0',
      'services.nodeports': '0',
    },
  };
}

/** What a container has that says nothing: the quota would refuse it otherwise. */
const LIMIT_RANGE_SPEC = {
  limits: [{ type: 'Container', default: { memory: '256Mi' }, defaultRequest: { cpu: '50m', memory: '128Mi' } }],
};

type Peer = NonNullable<NonNullable<V1NetworkPolicySpec['egress']>[number]['to']>[number];

function allow(to: Peer[], ...ports: readonly (readonly ['TCP' | 'UDP', number])[]): V1NetworkPolicySpec {
  return {
    podSelector: {},
    policyTypes: ['Egress'],
    egress: [{ to, ports: ports.map(([protocol, port]) => ({ port, protocol })) }],
  };
}

function inNamespace(name: string): Peer {
  return { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } };
}

function databasePods({ cluster, namespace }: NonNullable<Tenant['spec']['database']>): Peer {
  return { ...inNamespace(namespace), podSelector: { matchLabels: { 'cnpg.io/cluster': cluster } } };
}
