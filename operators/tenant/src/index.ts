export { TENANT_PARTS } from './kinds.ts';
export { tenantOperator } from './operator.ts';
export { tenantPlatformOperator } from './platform-operator.ts';
export type { Buckets, Identity, TenantPorts, Workloads } from './ports.ts';
export { ameideTenant, type Tenant } from './resource.ts';
