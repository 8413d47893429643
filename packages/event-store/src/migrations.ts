import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { identifier, type Migration } from '@ameide/postgres';

/** The tables and functions of an event log; put it before the service's own migrations. */
export function eventStoreMigrations(schema: string): Migration[] {
  return [
    load('event-log', schema),
    load('backlog', schema),
    load('row-changes', schema),
    load('row-defaults', schema),
    load('expiry', schema),
  ];
}

function load(name: string, schema: string): Migration {
  const sql = readFileSync(new URL(`../sql/${name}.sql`, import.meta.url), 'utf8');
  const seed = createHash('sha256').update(schema).digest().readUInt32BE();
  return {
    name: `event-store-${name}`,
    sql: sql.replaceAll(':schema', identifier(schema)).replaceAll(':seed', String(seed)),
  };
}
