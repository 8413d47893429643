export { TENANT_PARTS } from './kinds.ts';
export { tenantOperator } from './operator.ts';
export type { Buckets, Identity, TenantPorts, Workloads } from './ports.ts';
export { type AmeideTenantSpec, type AmeideTenantStatus, ameideTenant } from './resource.ts';
