export { type AmeideTenantSpec, type AmeideTenantStatus, ameideTenant } from './resource.ts';
