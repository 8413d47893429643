import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { bootstrapRoles, createPool, migrate } from '@ameide/postgres';
import { assertRowLevelSecurity, createTestDatabase, type TestDatabase } from '@ameide/postgres/testing';
import { serviceMigrations } from '@ameide/service-kit/service';
import pg from 'pg';
import { declarations } from '../src/declarations.ts';
import { migrateAll } from '../src/migrate-all.ts';
import { sharedRoleMigrations } from './shared-role-migrations.ts';

const INSUFFICIENT_PRIVILEGE = '42501';
const roles = declarations.map(({ databaseRole }) => databaseRole);

describe('a database that all services shared a role for', () => {
  let database: TestDatabase;
  let admin: pg.Pool;
  before(async () => {
    // Roles belong to the server, and other suites would see them come and go.
    database = await createTestDatabase({ ownServer: true, name: 'roles', roles });
    admin = createPool({ connectionString: database.adminUrl, applicationName: 'tests' });
    await bootstrapRoles(admin, { ameide_app: undefined });
    for (const declaration of declarations) {
      const { schema } = declaration;
      const former = sharedRoleMigrations[schema] ?? {};
      const migrations = (await serviceMigrations(declaration)).filter(({ name }) => Object.hasOwn(former, name));
      await migrate(admin, { schema, role: 'ameide_app', migrations });
      const { rows } = await admin.query(`select name, checksum from ${schema}.schema_migrations`);
      assert.deepEqual(Object.fromEntries(rows.map(({ name, checksum }) => [name, checksum])), former);
    }
    await migrateAll(database.adminUrl);
    await migrateAll(database.adminUrl);
  });
  after(async () => {
    await admin.end();
    await database.drop();
  });

  async function refusal(role: string, statement: string): Promise<string | undefined> {
    const client = new pg.Client({ connectionString: database.urlOf(role) });
    await client.connect();
    try {
      await client.query(statement);
      return undefined;
    } catch (error) {
      return (error as pg.DatabaseError).code;
    } finally {
      await client.end();
    }
  }

  test('the shared role is gone', async () => {
    assert.equal((await admin.query("select from pg_roles where rolname = 'ameide_app'")).rowCount, 0);
  });

  test('no service can read the keys of the identity provider, the models, or the events of all tenants', async () => {
    for (const statement of [
      'select * from identity.keys',
      'select * from identity.payloads',
      'select * from graphpatch.models',
      'select * from graphpatch.events',
      "select * from graphpatch.read_all('0', 0, 1)",
    ]) {
      for (const role of roles.filter((name) => !statement.includes(`${name.slice('ameide_'.length)}.`))) {
        assert.equal(await refusal(role, statement), INSUFFICIENT_PRIVILEGE, `${role}: ${statement}`);
      }
    }
  });

  test('every role reaches its own schema and nothing in another, and is nobody else', async () => {
    const { rows } = await admin.query<{ role: string; schema: string }>(
      `select r as role, c.relnamespace::regnamespace::text as schema
       from unnest($1::text[]) r, pg_class c
       where c.relnamespace::regnamespace::text = any ($2) and c.relkind in ('r', 'p', 'v', 'S')
         and (has_schema_privilege(r, c.relnamespace, 'usage, create')
              or c.relkind <> 'S' and has_table_privilege(r, c.oid, 'select, insert, update, delete, truncate, references, trigger')
              or c.relkind = 'S' and has_sequence_privilege(r, c.oid, 'usage, select, update'))
       group by 1, 2 order by 1`,
      [roles, declarations.map(({ schema }) => schema)],
    );
    const own = declarations.map(({ databaseRole: role, schema }) => ({ role, schema }));
    assert.deepEqual(
      rows,
      own.sort((a, b) => (a.role < b.role ? -1 : 1)),
    );
    for (const role of roles) {
      for (const statement of [
        'create schema mine',
        'create role mine',
        'set role ameide_reader',
        'set role postgres',
      ]) {
        assert.equal(await refusal(role, statement), INSUFFICIENT_PRIVILEGE, `${role}: ${statement}`);
      }
    }
  });

  test('tenants are isolated in every schema that has any', async () => {
    for (const { schema } of declarations.filter(({ name }) => name !== 'identity')) {
      await assertRowLevelSecurity(admin, schema);
    }
  });
});
