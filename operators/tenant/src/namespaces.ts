import type { KubeObject, Observed, StoredObject } from '@ameide/operator-kit';
import { NAMESPACE } from './kinds.ts';
import { type Code, type TenantNamespace, tenantNamespace } from './names.ts';
import { CODE_LABEL, ENVIRONMENT_LABEL, partOf } from './part.ts';
import type { Tenant } from './resource.ts';

/** Of namespaces: the tenant's hosts, with commas between. The admission policy for routes goes by it. */
export const HOSTS_ANNOTATION = 'ameide.io/hosts';

/** Of namespaces: whether the Gateway takes routes from them, as its listeners select them. */
export const GATEWAY_ACCESS_LABEL = 'gateway-access';

/** The namespaces of a tenant, by what becomes of them. */
export interface Namespaces {
  /** The spec asks for them. */
  readonly wanted: readonly TenantNamespace[];
  /** The spec no longer asks for them, and `onDelete` is `retain`: they stay as they are, with their walls. */
  readonly kept: readonly TenantNamespace[];
  /** Wanted or kept, and somebody is deleting them: nothing can be made in them. */
  readonly leaving: readonly TenantNamespace[];
}

/** What the spec asks for: section 6.3 of the technology architecture. */
export function wantedNamespaces({ metadata, spec }: Tenant): readonly TenantNamespace[] {
  const codes: Code[] = [];
  if (spec.sku !== 'Shared') codes.push('product');
  if (spec.customCode) codes.push('custom');
  return spec.environments.flatMap((lane) => codes.map((code) => tenantNamespace(metadata.name, lane, code)));
}

export function namespacesOf(tenant: Tenant, observed: Observed): Namespaces {
  const wanted = wantedNamespaces(tenant);
  const names = new Set(wanted.map(({ name }) => name));
  const others = observed.owned(NAMESPACE).filter(({ metadata }) => !names.has(metadata.name));
  const kept = tenant.spec.onDelete === 'retain' ? others.map(describe) : [];
  const isLeaving = ({ name }: TenantNamespace) => findNamespace(name, observed)?.metadata.deletionTimestamp;
  return { wanted, kept, leaving: [...wanted, ...kept].filter(isLeaving) };
}

/** One of the tenant's namespaces that there is. */
export function findNamespace(name: string, observed: Observed): StoredObject | undefined {
  return observed.find({ ...NAMESPACE, name });
}

/**
 * A namespace in which pods must run by the restricted Pod Security Standard. A tenant with hosts is reached through the
 * Gateway, and routes in its namespaces have these only.
 */
export function namespaceObject(tenant: Tenant, { name, environment, code }: TenantNamespace): KubeObject {
  const { hosts = [] } = tenant.spec.identity;
  const part = partOf(tenant, NAMESPACE, name);
  const labels = {
    ...part.metadata.labels,
    [ENVIRONMENT_LABEL]: environment,
    [CODE_LABEL]: code,
    [GATEWAY_ACCESS_LABEL]: hosts.length > 0 ? 'allowed' : 'denied',
    'pod-security.kubernetes.io/enforce': 'restricted',
  };
  // Also without any: the operator puts right what is its own, so nobody else adds hosts.
  const annotations = { [HOSTS_ANNOTATION]: hosts.join(',') };
  return { ...part, metadata: { ...part.metadata, labels, annotations } };
}

function describe({ metadata: { name, labels } }: StoredObject): TenantNamespace {
  const code = labels?.[CODE_LABEL] === 'product' ? 'product' : 'custom';
  return { name, environment: labels?.[ENVIRONMENT_LABEL] ?? '', code };
}
