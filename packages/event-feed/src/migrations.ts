import { readFileSync } from 'node:fs';
import { identifier, type Migration } from '@ameide/postgres';

/** Checkpoints, offsets and dead letters, in the schema of a service that follows events; before its own migrations. */
export function consumerMigrations(schema: string): Migration[] {
  return [
    // Under this name wherever it was applied before.
    { name: 'event-store-consumer', sql: read('consumer', schema) },
    load('dead-letter-replay', schema),
    load('offsets', schema),
    load('expiry', schema),
    load('attempts', schema),
  ];
}

/** The relay's position, in the schema of a service that owns a log; after `eventStoreMigrations`. */
export function relayMigrations(schema: string): Migration[] {
  return [load('relay', schema)];
}

function load(name: string, schema: string): Migration {
  return { name: `event-feed-${name}`, sql: read(name, schema) };
}

function read(name: string, schema: string): string {
  const sql = readFileSync(new URL(`../sql/${name}.sql`, import.meta.url), 'utf8');
  return sql.replaceAll(':schema', identifier(schema));
}
