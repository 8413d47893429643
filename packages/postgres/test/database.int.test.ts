import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { until } from '@ameide/test-kit';
import type pg from 'pg';
import {
  createPool,
  inTransaction,
  isUnavailable,
  migrate,
  readAsTenant,
  readMigrations,
  withTenant,
} from '../src/index.ts';
import { assertRowLevelSecurity, createTestDatabase, TEST_ROLE, type TestDatabase } from '../src/testing.ts';

let database: TestDatabase;
let admin: pg.Pool;
let app: pg.Pool;
before(async () => {
  database = await createTestDatabase();
  admin = createPool({ connectionString: database.adminUrl, applicationName: 'tests-admin' });
  app = createPool({ connectionString: database.appUrl, applicationName: 'tests' });
});
after(async () => {
  await app.end();
  await admin.end();
  await database.drop();
});

describe('migrate', () => {
  const one = { name: '0001_notes', sql: 'create table notes (tenant_id text not null, text text not null);' };
  const two = { name: '0002_isolate', sql: "select isolate_tenants('notes');" };

  test('applies what is missing, once, in order, also when two replicas start at once', async () => {
    assert.deepEqual(await migrate(admin, { role: TEST_ROLE, schema: 'notes', migrations: [one] }), ['0001_notes']);
    await assert.rejects(assertRowLevelSecurity(admin, 'notes'), /isolate_tenants\('notes'\)/);
    const both = () => migrate(admin, { role: TEST_ROLE, schema: 'notes', migrations: [one, two] });
    assert.deepEqual((await Promise.all([both(), both(), both()])).flat(), ['0002_isolate']);
    await assertRowLevelSecurity(admin, 'notes');
    await admin.query('create policy wide_open on notes.notes using (true)');
    await assert.rejects(assertRowLevelSecurity(admin, 'notes'), /isolate_tenants\('notes'\)/);
    await admin.query('drop policy wide_open on notes.notes');
  });

  test('a changed migration is refused by name; other line endings are no change; a newer release’s are left alone', async () => {
    const changed = { name: one.name, sql: `${one.sql} -- changed` };
    await assert.rejects(migrate(admin, { role: TEST_ROLE, schema: 'notes', migrations: [changed] }), {
      reason: 'migration_changed',
      message: /0001_notes.*new migration/,
    });
    const windows = { name: '0003_lines', sql: 'select 1;\r\nselect 2;\r\n' };
    await migrate(admin, { role: TEST_ROLE, schema: 'notes', migrations: [one, two, windows] });
    const unix = { ...windows, sql: windows.sql.replaceAll('\r\n', '\n') };
    assert.deepEqual(await migrate(admin, { role: TEST_ROLE, schema: 'notes', migrations: [unix] }), []);
  });

  test('one that fails leaves nothing behind, and can be applied when it is mended', async () => {
    const half = { name: '0001_half', sql: 'create table half (id int); select 1 / 0;' };
    const failing = migrate(admin, { role: TEST_ROLE, schema: 'half', migrations: [half] });
    await assert.rejects(failing, { reason: 'migration_failed', message: /0001_half.*division by zero/ });
    const mended = { ...half, sql: 'create table half (id int);' };
    assert.deepEqual(await migrate(admin, { role: TEST_ROLE, schema: 'half', migrations: [mended] }), ['0001_half']);
  });

  test('a folder is read in the order of its numbers; other names and doubled numbers are refused', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ameide-migrations-'));
    try {
      await writeFile(join(folder, '0002_b.sql'), 'b');
      await writeFile(join(folder, '0001_a.sql'), 'a');
      await writeFile(join(folder, 'README.md'), '');
      const expected = [
        { name: '0001_a', sql: 'a' },
        { name: '0002_b', sql: 'b' },
      ];
      assert.deepEqual(await readMigrations(folder), expected);
      await writeFile(join(folder, '0002_c.sql'), 'c');
      await assert.rejects(readMigrations(folder), /0002/);
      await rm(join(folder, '0002_c.sql'));
      await writeFile(join(folder, 'later.sql'), 'c');
      await assert.rejects(readMigrations(folder), /0001_name\.sql/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('tenants', () => {
  const insert = (tx: pg.ClientBase, tenant: string) => tx.query("insert into notes.notes values ($1, 'x')", [tenant]);
  const count = (tx: pg.ClientBase) => tx.query('select from notes.notes').then((result) => result.rowCount);

  test('a transaction sees and writes its tenant’s rows only; without a tenant there are none', async () => {
    await withTenant(app, 'acme', (tx) => insert(tx, 'acme'));
    assert.equal(await withTenant(app, 'acme', count), 1);
    assert.equal(await withTenant(app, 'globex', count), 0);
    await assert.rejects(
      withTenant(app, 'globex', (tx) => insert(tx, 'acme')),
      { code: '42501' },
    );
    assert.equal((await app.query('select from notes.notes')).rowCount, 0);
    for (const tenant of ['', '*', 'a/b', "a'b"]) assert.throws(() => withTenant(app, tenant, count), TypeError);
  });

  test('a reader sees its tenant’s rows only, statement by statement, and leaves no tenant behind', async () => {
    const pool = createPool({ connectionString: database.appUrl, applicationName: 'tests', max: 1 });
    try {
      const [acme, globex] = [readAsTenant(pool, 'acme'), readAsTenant(pool, 'globex')];
      const rows = { text: 'select tenant_id, text from notes.notes where text = $1', values: ['x'] };
      const named = { ...rows, name: 'notes' };
      const unparametrised = { text: 'select tenant_id, text from notes.notes' };
      for (const statement of [rows, named, named, unparametrised]) {
        const [own, others, again] = await Promise.all([
          acme.query(statement),
          globex.query(statement),
          acme.query(statement),
        ]);
        assert.deepEqual(own.rows, [{ tenant_id: 'acme', text: 'x' }]);
        assert.deepEqual([own.rowCount, others.rows, again.rows], [1, [], own.rows]);
        assert.equal((await pool.query('select from notes.notes')).rowCount, 0);
      }
      const insert = { text: "insert into notes.notes values ('acme', 'y')" };
      await assert.rejects(globex.query(insert), { code: '42501' });
      await assert.rejects(acme.query({ text: 'select 1 / $1::int', values: [0] }), { code: '22012' });
      const unreadable = { toPostgres: () => assert.fail('unreadable') };
      await assert.rejects(acme.query({ text: 'select $1::text', values: [unreadable] }), /unreadable/);
      assert.deepEqual((await acme.query(named)).rows, [{ tenant_id: 'acme', text: 'x' }]);
      assert.equal(pool.totalCount, 1);
      for (const tenant of ['', '*', 'a/b', "a'b"]) assert.throws(() => readAsTenant(pool, tenant), TypeError);
    } finally {
      await pool.end();
    }
  });

  test('a reader that is aborted rejects with the reason, and nobody gets its connection', async () => {
    const pool = createPool({ connectionString: database.appUrl, applicationName: 'tests', max: 2 });
    try {
      const gone = new AbortController();
      const sleep = readAsTenant(pool, 'acme', { signal: gone.signal }).query({ text: 'select pg_sleep(60)' });
      const begun = () =>
        admin.query("select from pg_stat_activity where query like '%pg_sleep(60)' and pid <> pg_backend_pid()");
      await until(async () => (await begun()).rowCount);
      gone.abort(new Error('gone'));
      await assert.rejects(sleep, /gone/);
      assert.equal((await readAsTenant(pool, 'acme').query({ text: 'select from notes.notes' })).rowCount, 1);
      await assert.rejects(readAsTenant(pool, 'acme', { signal: gone.signal }).query({ text: 'select' }), /gone/);
    } finally {
      await pool.end();
    }
  });

  test('the owner of the tables is held to it, too', async () => {
    await admin.query('create role owner_without_privileges nologin nosuperuser');
    await admin.query('grant usage on schema notes to owner_without_privileges');
    await admin.query('alter table notes.notes owner to owner_without_privileges');
    await inTransaction(admin, async (tx) => {
      await tx.query('set local role owner_without_privileges');
      assert.equal(await count(tx), 0);
    });
    await admin
      .query('drop owned by owner_without_privileges; drop role owner_without_privileges')
      .catch(() => undefined);
  });
});

describe('transactions', () => {
  before(() =>
    admin.query(
      'create table public.counters (id int primary key, n int not null); insert into counters values (1, 0), (2, 0); grant all on counters to ameide_test',
    ),
  );
  const value = async (id: number) => (await admin.query('select n from counters where id = $1', [id])).rows[0].n;

  test('serialization failures and deadlocks run again until all have succeeded', async () => {
    const increment = () =>
      inTransaction(
        app,
        async (tx) => {
          const { rows } = await tx.query('select n from counters where id = 1');
          await tx.query('update counters set n = $1 where id = 1', [rows[0].n + 1]);
        },
        { isolation: 'serializable', attempts: 100 },
      );
    await Promise.all(Array.from({ length: 8 }, increment));
    assert.equal(await value(1), 8);
  });

  test('rejects when a statement failed and its error was caught, since nothing was stored', async () => {
    await admin.query('create table public.stored (n int primary key); grant all on public.stored to public');
    const insert = (tx: pg.ClientBase) => tx.query('insert into public.stored values (1)');
    const twice = async (tx: pg.ClientBase) => {
      await insert(tx);
      await insert(tx).catch(() => 'already there, never mind');
      return 'stored';
    };
    await assert.rejects(inTransaction(app, twice), /rolled back/);
    await assert.rejects(withTenant(app, 'acme', twice), /rolled back/);
    const again = await withTenant(app, 'acme', async (tx) => {
      await tx.query('savepoint before');
      await twice(tx);
      await tx.query('rollback to before');
      return insert(tx);
    });
    assert.equal(again.rowCount, 1);
  });

  test('other errors roll back and are not repeated', async () => {
    let runs = 0;
    const failure = new Error('no');
    const failing = inTransaction(app, async (tx) => {
      runs += 1;
      await tx.query('update counters set n = 100 where id = 2');
      throw failure;
    });
    await assert.rejects(failing, failure);
    assert.deepEqual([runs, await value(2)], [1, 0]);
  });

  test('an abort signal ends the running statement and rolls back', { timeout: 20_000 }, async () => {
    const stop = new AbortController();
    const reason = new Error('stopped');
    const running = inTransaction(
      app,
      async (tx) => {
        await tx.query('update counters set n = 100 where id = 2');
        queueMicrotask(() => stop.abort(reason));
        await tx.query('select pg_sleep(3600)');
      },
      { signal: stop.signal },
    );
    await assert.rejects(running, reason);
    assert.equal(await value(2), 0);
  });

  test('an abort between two statements ends the next one', { timeout: 20_000 }, async () => {
    const stop = new AbortController();
    const reason = new Error('stopped');
    const running = inTransaction(
      app,
      async (tx) => {
        const { rows } = await tx.query('select pg_backend_pid() as pid');
        stop.abort(reason);
        const isThere = 'select from pg_stat_activity where pid = $1';
        await until(async () => (await admin.query(isThere, [rows[0].pid])).rowCount === 0);
        await tx.query('select pg_sleep(3600)');
      },
      { signal: stop.signal },
    );
    await assert.rejects(running, reason);
  });

  test('an abort does not hit the next one who gets a connection', async () => {
    const pool = createPool({ connectionString: database.appUrl, applicationName: 'tests-cancel' });
    try {
      const stop = new AbortController();
      const aborted = inTransaction(pool, async () => stop.abort(new Error('stopped')), { signal: stop.signal });
      await assert.rejects(aborted, /stopped/);
      const { rows } = await pool.query("select 'undisturbed' as answer from pg_sleep(0.5)");
      assert.equal(rows[0].answer, 'undisturbed');
    } finally {
      await pool.end();
    }
  });

  test('a statement that exceeds its time-out rejects as unavailable', { timeout: 20_000 }, async () => {
    const { appUrl: connectionString } = database;
    const pool = createPool({ connectionString, applicationName: 'tests-time-out', statementTimeout: 20 });
    try {
      await assert.rejects(pool.query('select pg_sleep(3600)'), (error) => isUnavailable(error));
    } finally {
      await pool.end();
    }
  });

  test('a session that is killed rejects as unavailable, and the pool goes on', async () => {
    const running = inTransaction(app, async (tx) => {
      const { rows } = await tx.query('select pg_backend_pid() as pid');
      await admin.query('select pg_terminate_backend($1)', [rows[0].pid]);
      await tx.query('select 1');
    });
    await assert.rejects(running, (error) => isUnavailable(error));
    assert.equal(await value(2), 0);
    assert.equal((await app.query('select 1 as one')).rows[0].one, 1);
  });
});
