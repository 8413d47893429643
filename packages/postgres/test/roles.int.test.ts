import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import { bootstrapRoles, createPool, type Migration, migrate, removeSharedRole } from '../src/index.ts';
import { assertRowLevelSecurity, createTestDatabase, type TestDatabase } from '../src/testing.ts';

const UNDEFINED_OBJECT = { code: '42704' };
const INSUFFICIENT_PRIVILEGE = { code: '42501' };
const [ONE, OTHER] = ['ameide_test_one', 'ameide_test_other'];

let database: TestDatabase;
let admin: pg.Pool;
let one: pg.Pool;
before(async () => {
  // Roles belong to the server, and other suites would see them come and go.
  database = await createTestDatabase({ ownServer: true, name: 'roles', roles: [ONE, OTHER] });
  admin = createPool({ connectionString: database.adminUrl, applicationName: 'tests-admin' });
  one = createPool({ connectionString: database.urlOf(ONE), applicationName: 'tests' });
});
after(async () => {
  await one.end();
  await admin.end();
  await database.drop();
});

const notes: Migration = {
  name: '0001_notes',
  sql: `create table notes (tenant_id text not null, text text not null);
        create table numbered (id bigint generated always as identity primary key, n serial);
        create table kept (n int);
        select isolate_tenants('notes');
        revoke update, delete on kept from :role;
        create function note_count() returns bigint language sql security definer set search_path = :schema_name, pg_temp
          as $$ select count(*) from notes $$;
        create policy readers on notes for select to ameide_reader using (true);
        grant select on notes to ameide_reader;
        grant create on schema :schema_name to ameide_reader;
        alter function note_count owner to ameide_reader;
        revoke create on schema :schema_name from ameide_reader;
        revoke execute on function note_count from public;
        grant execute on function note_count to :role;`,
};
const migrationsFor = (schema: string) => [{ ...notes, sql: notes.sql.replaceAll(':schema_name', schema) }];

test('roles are created and corrected by several processes at once', async () => {
  await admin.query(`alter role ${ONE} createdb createrole bypassrls`);
  await Promise.all(Array.from({ length: 4 }, () => bootstrapRoles(admin, { [ONE]: undefined, [OTHER]: undefined })));
  const { rows } = await admin.query(
    `select rolname, rolcanlogin, rolsuper or rolbypassrls or rolcreatedb or rolcreaterole or rolreplication as mighty
     from pg_roles where rolname = any ($1) order by rolname`,
    [[ONE, 'ameide_reader']],
  );
  assert.deepEqual(rows, [
    { rolname: 'ameide_reader', rolcanlogin: false, mighty: false },
    { rolname: ONE, rolcanlogin: true, mighty: false },
  ]);
});

test('a role has what its schema holds, less what a migration takes, and nothing of another schema', async () => {
  await migrate(admin, { schema: 'one', role: ONE, migrations: migrationsFor('one') });
  await migrate(admin, { schema: 'other', role: OTHER, migrations: migrationsFor('other') });
  await assertRowLevelSecurity(admin, 'one');
  await one.query('insert into one.numbered default values');
  await one.query('select one.note_count()');
  for (const statement of [
    'delete from one.kept',
    'select from other.notes',
    'select other.note_count()',
    'create schema mine',
    'create table one.mine (n int)',
    'create role mine',
    'set role ameide_reader',
    `set role ${OTHER}`,
    `grant ${OTHER} to ${ONE}`,
  ]) {
    await assert.rejects(one.query(statement), INSUFFICIENT_PRIVILEGE, statement);
  }
  await assert.rejects(one.query(`alter role ${ONE} bypassrls`), INSUFFICIENT_PRIVILEGE);
});

test('a schema that all services shared a role for goes over to its own role, with the same rights', async () => {
  const schema = `shared_${randomBytes(4).toString('hex')}`;
  await bootstrapRoles(admin, { ameide_app: undefined });
  await migrate(admin, { schema, role: 'ameide_app', migrations: migrationsFor(schema) });
  assert.deepEqual(await migrate(admin, { schema, role: ONE, migrations: migrationsFor(schema) }), []);
  assert.deepEqual(await migrate(admin, { schema, role: ONE, migrations: migrationsFor(schema) }), []);

  await one.query(`insert into ${schema}.numbered default values`);
  await one.query(`select ${schema}.note_count()`);
  await assert.rejects(one.query(`delete from ${schema}.kept`), INSUFFICIENT_PRIVILEGE);
  const later = { name: '0002_later', sql: 'create table later (n serial);' };
  await migrate(admin, { schema, role: ONE, migrations: [...migrationsFor(schema), later] });
  await one.query(`insert into ${schema}.later default values`);

  await removeSharedRole(admin);
  await removeSharedRole(admin);
  await assert.rejects(admin.query("select 'ameide_app'::regrole"), UNDEFINED_OBJECT);
});

test('a role keeps nothing outside of its schema: no temporary tables, no large objects', async () => {
  await Promise.all([ONE, OTHER].map((role) => migrate(admin, { schema: `own_${role}`, role, migrations: [] })));
  for (const sql of [
    'create temporary table t (n int)',
    'create table pg_temp.t (n int)',
    'select 1 as n into temporary t',
    'create temporary sequence s',
    'select lo_create(0)',
    'select lo_creat(-1)',
    "select lo_from_bytea(0, 'x')",
    "select lo_put(1, 0, 'x')",
    'select lo_open(1, 131072)',
    'select lo_get(1)',
    'select lo_unlink(1)',
    "select lo_export(1, '/tmp/x')",
  ]) {
    await assert.rejects(one.query(sql), INSUFFICIENT_PRIVILEGE, sql);
  }
});
