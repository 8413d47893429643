export { identifier } from './identifiers.ts';
export { type MigrateOptions, type Migration, MigrationError, migrate, readMigrations } from './migrate.ts';
export { createPool, type PoolConfig } from './pool.ts';
export { bootstrapRoles, READER_ROLE, type RolePasswords } from './roles.ts';
export { isolateTenantsFunction } from './row-level-security.ts';
export { removeSharedRole } from './shared-role.ts';
export { type Reader, readAsTenant } from './tenant-reader.ts';
export {
  inTransaction,
  isConflict,
  isTenantId,
  isUnavailable,
  retryConflicts,
  sqlState,
  type Transaction,
  type TransactionOptions,
  withTenant,
} from './transaction.ts';
