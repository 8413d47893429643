import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createPool } from '@ameide/postgres';
import { createTestDatabase, type TestDatabase } from '@ameide/postgres/testing';

/** `runMigrations` of a service `orders`, whose migrations are in the folder of its first argument. */
const MAIN = fileURLToPath(new URL('./fixtures/migrate.ts', import.meta.url));
const ROLE = 'ameide_orders';

let database: TestDatabase;
let migrations: string;
before(async () => {
  database = await createTestDatabase({ name: 'run_migrations', ownServer: true });
  migrations = await mkdtemp(join(tmpdir(), 'ameide-migrations-'));
  await add('0001_orders.sql', 'create table orders (id int primary key);');
});
after(async () => {
  await database.drop();
  await rm(migrations, { recursive: true });
});

const add = (file: string, sql: string) => writeFile(join(migrations, file), sql);
const urlWith = (password: string, user = ROLE) => {
  const url = new URL(database.adminUrl);
  [url.username, url.password] = [user, encodeURIComponent(password)];
  return url.href;
};

async function run(env: Record<string, string>): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, [MAIN, migrations], {
    env: { PATH: process.env.PATH, DATABASE_ADMIN_URL: database.adminUrl, DATABASE_URL: urlWith('first'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [code]] = await Promise.all([child.stdout.toArray(), child.stderr.toArray(), once(child, 'exit')]);
  return { code: code as number, said: [...out, ...err].join('') };
}

async function asService(password: string, sql: string): Promise<unknown[]> {
  const pool = createPool({ connectionString: urlWith(password), applicationName: 'orders' });
  return pool
    .query(sql)
    .then(({ rows }) => rows)
    .finally(() => pool.end());
}

test('makes the role with the password of its URL, and the schema; a repetition changes nothing', async () => {
  const first = await run({});
  assert.equal(first.code, 0, first.said);
  assert.match(first.said, /"applied":\["0001_orders"\]/);
  assert.deepEqual(await asService('first', 'select * from orders.orders'), []);
  const second = await run({});
  assert.equal(second.code, 0, second.said);
  assert.match(second.said, /"applied":\[\]/);
});

test('gives the role another password when its URL has one', async () => {
  const changed = await run({ DATABASE_URL: urlWith("it's @new/") });
  assert.equal(changed.code, 0, changed.said);
  assert.deepEqual(await asService("it's @new/", 'select * from orders.orders'), []);
  await assert.rejects(asService('first', 'select 1'), /password authentication failed/);
});

test('a migration that fails leaves what was there, and its last line says which and why', async () => {
  await add('0002_broken.sql', 'create table parcels (id int); alter table nothing add column x int;');
  const { code, said } = await run({});
  assert.equal(code, 1);
  assert.equal(
    said.trimEnd().split('\n').at(-1),
    'migration 0002_broken of schema orders failed: relation "nothing" does not exist',
  );
  assert.deepEqual(await asService('first', "select to_regclass('orders.parcels') as parcels"), [{ parcels: null }]);
  await rm(join(migrations, '0002_broken.sql'));
});

test('a migration that was applied and has other text now is refused', async () => {
  const kept = join(migrations, '0001_orders.sql.kept');
  await copyFile(join(migrations, '0001_orders.sql'), kept);
  await add('0001_orders.sql', 'create table orders (id bigint primary key);');
  const { code, said } = await run({});
  assert.equal(code, 1);
  assert.match(said, /migration 0001_orders of schema orders was changed after it was applied/);
  await copyFile(kept, join(migrations, '0001_orders.sql'));
});

test('a database that cannot be reached is another exit code, by which a Job knows to try again', async () => {
  for (const host of ['127.0.0.1:1', 'nowhere.invalid:5432']) {
    const url = `postgres://owner:secret@${host}/ameide`;
    const { code, said } = await run({ DATABASE_ADMIN_URL: url, DATABASE_URL: url.replace('owner', ROLE) });
    assert.equal(code, 75, said);
    assert.match(said, /cannot be brought up to date.*\(this may pass\)$/m);
    assert.doesNotMatch(said, /secret/);
  }
});

test('says everything that is wrong with its variables', async () => {
  const { code, said } = await run({ DATABASE_URL: 'postgres://somebody@localhost/elsewhere' });
  assert.equal(code, 1);
  for (const fault of [`its user must be ${ROLE}`, 'has no password', 'is of another database']) {
    assert.match(said, new RegExp(`DATABASE_URL: ${fault}`));
  }
  assert.match((await run({ DATABASE_ADMIN_URL: '' })).said, /DATABASE_ADMIN_URL: must be set/);
});
