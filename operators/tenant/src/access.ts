import type { KubeObject } from '@ameide/operator-kit';
import { ROLE_BINDING } from './kinds.ts';
import type { TenantNamespace } from './names.ts';
import { partOf } from './part.ts';
import type { Tenant } from './resource.ts';

/** The ClusterRoles of Kubernetes that a tenant's people can have; the operator may give these, and no others. */
export const ROLES = ['view', 'edit', 'admin'] as const;

/**
 * Who may see or change a namespace. Where the product runs, anyone may only look: whoever may change things there could
 * read the key by which services speak for users, and run code of their own beside the product.
 */
export function access(tenant: Tenant, { name, code }: TenantNamespace): readonly KubeObject[] {
  const people = (tenant.spec.access ?? []).map((each) => (code === 'product' ? { ...each, role: 'view' } : each));
  return ROLES.flatMap((role): KubeObject[] => {
    const subjects = people.filter((each) => each.role === role);
    if (subjects.length === 0) return [];
    const apiGroup = 'rbac.authorization.k8s.io';
    return [
      {
        ...partOf(tenant, ROLE_BINDING, `tenant-${role}`, name),
        roleRef: { apiGroup, kind: 'ClusterRole', name: role },
        subjects: subjects.map((subject) => ({ apiGroup, kind: subject.kind, name: subject.name })),
      },
    ];
  });
}
