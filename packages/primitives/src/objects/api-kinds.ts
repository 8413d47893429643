import type { Kind, OwnedKind } from '@ameide/operator-kit';

/** The kinds of objects that operators make. */
export const DEPLOYMENT: Kind = { apiVersion: 'apps/v1', kind: 'Deployment' };
export const SERVICE: Kind = { apiVersion: 'v1', kind: 'Service' };
export const SERVICE_ACCOUNT: Kind = { apiVersion: 'v1', kind: 'ServiceAccount' };
export const CONFIG_MAP: Kind = { apiVersion: 'v1', kind: 'ConfigMap' };
export const SECRET: Kind = { apiVersion: 'v1', kind: 'Secret' };
export const JOB: Kind = { apiVersion: 'batch/v1', kind: 'Job' };
/** Where Cilium enforces policies, it knows names. */
export const CILIUM_POLICY: Kind = { apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy' };
export const CRON_JOB: Kind = { apiVersion: 'batch/v1', kind: 'CronJob' };
export const AUTOSCALER: Kind = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' };
export const DISRUPTION_BUDGET: Kind = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' };
export const NETWORK_POLICY: Kind = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' };
/** Of the Gateway API. */
export const HTTP_ROUTE: Kind = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute' };
export const REFERENCE_GRANT: Kind = { apiVersion: 'gateway.networking.k8s.io/v1beta1', kind: 'ReferenceGrant' };
/** Of cert-manager. */
export const CERTIFICATE: Kind = { apiVersion: 'cert-manager.io/v1', kind: 'Certificate' };
/** Of the Prometheus operator. */
export const SERVICE_MONITOR: Kind = { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor' };
/** Of CloudNativePG, 1.30 or newer. */
export const DATABASE: Kind = { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Database' };
export const DATABASE_ROLE: Kind = { apiVersion: 'postgresql.cnpg.io/v1', kind: 'DatabaseRole' };

const OPTIONAL: ReadonlySet<Kind> = new Set([
  HTTP_ROUTE,
  REFERENCE_GRANT,
  CERTIFICATE,
  SERVICE_MONITOR,
  DATABASE,
  DATABASE_ROLE,
]);

/** A kind as an operator owns it: optional if its API is one that not every cluster has. */
export function optionalKind(kind: Kind): OwnedKind {
  return OPTIONAL.has(kind) ? { ...kind, optional: true } : kind;
}
