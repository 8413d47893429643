import type { KubeObject } from '../api/kube-object.ts';
import { type AnyOperator, namesOf } from '../operator/definition.ts';
import { clusterRules, leaseRules } from './policy-rules.ts';

/** Where operators run, and their leases are. */
export const SYSTEM_NAMESPACE = 'ameide-system';

const RBAC = 'rbac.authorization.k8s.io';

/** The ServiceAccount of an operator, and the least rights by which it can do its work. */
export function rbacManifests(definition: AnyOperator): readonly KubeObject[] {
  const { account, lease } = namesOf(definition);
  const metadata = { name: account };
  const inNamespace = { name: account, namespace: SYSTEM_NAMESPACE };
  const subjects = [{ kind: 'ServiceAccount', name: account, namespace: SYSTEM_NAMESPACE }];
  const apiVersion = `${RBAC}/v1`;
  const roleRef = (kind: string) => ({ apiGroup: RBAC, kind, name: account });
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: inNamespace },
    { apiVersion, kind: 'ClusterRole', metadata, rules: clusterRules(definition) },
    { apiVersion, kind: 'ClusterRoleBinding', metadata, roleRef: roleRef('ClusterRole'), subjects },
    { apiVersion, kind: 'Role', metadata: inNamespace, rules: leaseRules(lease) },
    { apiVersion, kind: 'RoleBinding', metadata: inNamespace, roleRef: roleRef('Role'), subjects },
  ];
}
