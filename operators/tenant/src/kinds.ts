import type { Kind, OwnedKind } from '@ameide/operator-kit';
import { CONFIG_MAP, DATABASE, DATABASE_ROLE, NETWORK_POLICY, SECRET } from '@ameide/primitives/objects';

export const NAMESPACE: Kind = { apiVersion: 'v1', kind: 'Namespace' };
export const RESOURCE_QUOTA: Kind = { apiVersion: 'v1', kind: 'ResourceQuota' };
export const LIMIT_RANGE: Kind = { apiVersion: 'v1', kind: 'LimitRange' };
export const ROLE_BINDING: Kind = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding' };

/** Everything that a tenant is made of, in the order in which it is made. */
export const TENANT_PARTS: readonly OwnedKind[] = [
  // A namespace holds data: it goes when the finalizers say so, never by the garbage collector.
  { ...NAMESPACE, outlivesOwner: true },
  RESOURCE_QUOTA,
  LIMIT_RANGE,
  NETWORK_POLICY,
  CONFIG_MAP,
  SECRET,
  { ...DATABASE_ROLE, optional: true },
  { ...DATABASE, optional: true },
  ROLE_BINDING,
];
