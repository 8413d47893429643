import { consumerMigrations } from '@ameide/event-feed';
import { eventStoreMigrations } from '@ameide/event-store';
import { type Migration, migrate, readMigrations } from '@ameide/postgres';
import type pg from 'pg';
import type { ServiceDeclaration } from './declaration.ts';

/**
 * Brings a service's schema up to date: its event log if it publishes, what a follower keeps if it follows, then its own
 * migrations.
 * @param admin connects as the schema's owner
 * @returns the names of the applied migrations
 * @throws MigrationError
 */
export async function migrateService(admin: pg.Pool, declaration: ServiceDeclaration): Promise<string[]> {
  const { schema } = declaration;
  const own = await readMigrations(declaration.migrations);
  return migrate(admin, { schema, migrations: [...eventMigrations(declaration), ...own] });
}

function eventMigrations({ schema, publishes, follows }: ServiceDeclaration): Migration[] {
  return [
    ...(publishes === undefined ? [] : eventStoreMigrations(schema)),
    ...(follows.length === 0 ? [] : consumerMigrations(schema)),
  ];
}
