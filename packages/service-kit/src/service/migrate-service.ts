import { consumerMigrations, relayMigrations } from '@ameide/event-feed';
import { eventStoreMigrations } from '@ameide/event-store';
import { type Migration, migrate, readMigrations } from '@ameide/postgres';
import type pg from 'pg';
import type { ServiceDeclaration } from './declaration.ts';

/**
 * The steps that make a service's schema: its event log and how far that is published, what a follower keeps if it follows, then its own
 * migrations.
 */
export async function serviceMigrations(declaration: ServiceDeclaration): Promise<Migration[]> {
  const { schema, publishes, follows, migrations } = declaration;
  return [
    ...(publishes === undefined ? [] : [...eventStoreMigrations(schema), ...relayMigrations(schema)]),
    ...(follows.length === 0 ? [] : consumerMigrations(schema)),
    ...(await readMigrations(migrations)),
  ];
}

/**
 * Brings a service's schema up to date.
 * @param admin connects as the schema's owner; the service's role must exist
 * @returns the names of the applied migrations
 * @throws MigrationError
 */
export async function migrateService(admin: pg.Pool, declaration: ServiceDeclaration): Promise<string[]> {
  const { schema, databaseRole: role } = declaration;
  return migrate(admin, { schema, role, migrations: await serviceMigrations(declaration) });
}
