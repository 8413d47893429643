import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { CONFINE_SQL } from './confine.ts';
import { identifier } from './identifiers.ts';
import { futureGrants } from './roles.ts';
import { isolateTenantsFunction } from './row-level-security.ts';
import { SHARED_ROLE, takeOverFromSharedRole } from './shared-role.ts';

/**
 * One forward step. Its SQL runs once, in its own transaction, with the schema first on the search path. `:role` stands for
 * the role that the schema belongs to.
 */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

export interface MigrateOptions {
  /** Created when missing. Holds the tables and `schema_migrations`. */
  readonly schema: string;
  /** What its service connects as; gets the rights to what the migrations make, and nobody else does. Must exist. */
  readonly role: string;
  /** Applied in this order; names are unique. */
  readonly migrations: readonly Migration[];
  readonly onApplied?: (name: string) => void;
}

/** A migration that was applied before has other text now, or one failed. */
export class MigrationError extends Error {
  readonly reason: 'migration_changed' | 'migration_failed';
  readonly migration: string;

  constructor(reason: MigrationError['reason'], migration: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MigrationError';
    this.reason = reason;
    this.migration = migration;
  }
}

/**
 * Brings a schema up to date, as its owner. Several replicas may start at once: one applies, the others wait. Applied
 * migrations that this list does not know (a newer release ran before) are left alone.
 * @returns the names applied by this call.
 * @throws MigrationError
 */
export async function migrate(pool: pg.Pool, options: MigrateOptions): Promise<string[]> {
  const client = await pool.connect();
  const lock = `ameide.migrate.${options.schema}`;
  try {
    await client.query('set statement_timeout = 0');
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [lock]);
    return await applyPending(client, options);
  } finally {
    // The session ends with its lock and its settings.
    client.release(true);
  }
}

/**
 * Reads the migrations of a folder: files `0001_name.sql`, in the order of their numbers.
 * @throws TypeError when a `.sql` file is named otherwise or two share a number.
 */
export async function readMigrations(directory: string | URL): Promise<Migration[]> {
  const folder = typeof directory === 'string' ? directory : fileURLToPath(directory);
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  const numbers = new Set<string>();
  for (const file of files) {
    const number = /^(\d{4})_[a-z0-9_-]+\.sql$/.exec(file)?.[1];
    if (number === undefined) throw new TypeError(`${join(folder, file)}: a migration is named like 0001_name.sql`);
    if (numbers.has(number)) throw new TypeError(`${join(folder, file)}: number ${number} is taken by another file`);
    numbers.add(number);
  }
  return Promise.all(
    files.map(async (file) => ({
      name: file.slice(0, -'.sql'.length),
      sql: await readFile(join(folder, file), 'utf8'),
    })),
  );
}

async function applyPending(client: pg.PoolClient, { schema, role, migrations, onApplied }: MigrateOptions) {
  await prepareSchema(client, identifier(schema), identifier(role));
  const applied = new Map<string, string>();
  const { rows } = await client.query<{ name: string; checksum: string }>(
    `select name, checksum from ${schema}.schema_migrations`,
  );
  for (const row of rows) applied.set(row.name, row.checksum);

  for (const migration of migrations) {
    const before = applied.get(migration.name);
    if (before !== undefined && before !== checksum(migration.sql)) {
      const message = `migration ${migration.name} of schema ${schema} was changed after it was applied; restore its text and put the change into a new migration`;
      throw new MigrationError('migration_changed', migration.name, message);
    }
  }
  const pending = migrations.filter((migration) => !applied.has(migration.name));
  for (const migration of pending) {
    await applyOne(client, schema, role, migration);
    onApplied?.(migration.name);
  }
  return pending.map((migration) => migration.name);
}

async function prepareSchema(client: pg.PoolClient, schema: string, role: string): Promise<void> {
  await client.query(CONFINE_SQL);
  await client.query(`
    create schema if not exists ${schema};
    create table if not exists ${schema}.schema_migrations (
      name text primary key,
      checksum text not null,
      applied_at timestamptz not null default now()
    );`);
  await client.query(futureGrants(schema, role));
  await client.query(takeOverFromSharedRole(schema, role));
  await client.query(isolateTenantsFunction(schema));
}

async function applyOne(client: pg.PoolClient, schema: string, role: string, { name, sql }: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(`set local search_path = ${schema}, public`);
    await client.query(forRole(sql, role));
    await client.query(`insert into ${schema}.schema_migrations (name, checksum) values ($1, $2)`, [
      name,
      checksum(sql),
    ]);
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback').catch(() => undefined);
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MigrationError('migration_failed', name, `migration ${name} of schema ${schema} failed: ${why}`, {
      cause,
    });
  }
}

function forRole(sql: string, role: string): string {
  return sql.replaceAll(/(?<!:):role\b/g, role);
}

/**
 * Line endings do not count: a checkout may change them. Nor does the role: migrations that were applied when all services
 * shared one name it where they have `:role`.
 */
function checksum(sql: string): string {
  return createHash('sha256').update(forRole(sql, SHARED_ROLE).replaceAll('\r\n', '\n')).digest('hex');
}
