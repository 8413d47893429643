import { LANE_PATTERN } from '@ameide/primitives/fields';

/** Whose code a namespace is for. */
export type Code = 'custom' | 'product';

/** A namespace of a tenant, by section 6.3 of the technology architecture. */
export interface TenantNamespace {
  readonly name: string;
  readonly environment: string;
  readonly code: Code;
}

const SUFFIX: Readonly<Record<Code, string>> = { product: 'base', custom: 'cust' };

/** `tenant-acme-prod-base`. A lane has a dash before a number only, so the parts can be told apart from the right. */
export function tenantNamespace(tenant: string, environment: string, code: Code): TenantNamespace {
  return { name: `tenant-${tenant}-${environment}-${SUFFIX[code]}`, environment, code };
}

/** `acme-prod-artifacts`. The purpose has no dash, and the lane one before a number only. */
export function bucketName(tenant: string, environment: string, purpose: string): string {
  return `${tenant}-${environment}-${purpose}`;
}

/** True if a bucket's name can only be one of this tenant's. */
export function isBucketName(tenant: string, name: string): boolean {
  return name.startsWith(`${tenant}-`) && LANE_AND_PURPOSE.test(name.slice(tenant.length + 1));
}

const LANE_AND_PURPOSE = new RegExp(`^${LANE_PATTERN}-[a-z][a-z0-9]*$`);

/** The name of a tenant's objects where those of other tenants are: clients, Secrets, databases' objects. */
export function sharedName(tenant: string): string {
  return `tenant-${tenant}`;
}

/** Of the database and of the role that owns it. Ids have no `_`, so two never come to the same name. */
export function databaseName(tenant: string): string {
  return sharedName(tenant).replaceAll('-', '_');
}
