import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type ConsumerStorage, consumerMigrations, createLogFeed, type Subscription } from '@ameide/event-feed';
import { createEventStore, eventStoreMigrations, streamName } from '@ameide/event-store';
import { createPool, migrate } from '@ameide/postgres';
import { startEmbeddedPostgres } from '@ameide/postgres/embedded';
import { createTestDatabase, type TestDatabase } from '@ameide/postgres/testing';

const ROLE = 'ameide_reader_of_things';
const SCHEMA = 'reader_of_things';
const main = fileURLToPath(new URL('main.ts', import.meta.url));

let database: TestDatabase;
let storage: ConsumerStorage;
let subscription: Subscription;
let broken = true;
let ids: string[];
before(async () => {
  database = await createTestDatabase({ name: 'letters', roles: [ROLE] });
  const admin = createPool({ connectionString: database.adminUrl, applicationName: 'test', max: 1 });
  const pool = createPool({ connectionString: database.appUrl, applicationName: 'test' });
  const migrations = [...eventStoreMigrations(SCHEMA), ...consumerMigrations(SCHEMA)];
  await migrate(admin, { schema: SCHEMA, role: ROLE, migrations });
  await admin.end();
  const store = createEventStore({ pool, schema: SCHEMA });
  storage = { pool, schema: SCHEMA };
  const handle = async () => {
    if (broken) throw new Error('not yet\nin more words');
  };
  subscription = createLogFeed({ things: store }).subscribe({
    name: 'things',
    context: 'things',
    storage,
    handle,
    maxAttempts: 1,
    pollIntervalMs: 20,
  });
  for (const tenant of ['acme', 'globex']) {
    const events = [1, 2].map((n) => ({ type: 'Happened', data: { n } }));
    await store.append(tenant, { streams: [{ stream: streamName('thing', tenant, '1'), expectedVersion: 0, events }] });
  }
  await subscription.caughtUp();
});
after(async () => {
  await subscription.stop();
  await storage.pool.end();
  await database.drop();
});

/** The command as an operator runs it. */
async function feed(...args: string[]): Promise<{ code: number; lines: string[]; errors: string }> {
  const { INIT_CWD: _, ...inherited } = process.env;
  const env = { ...inherited, ...(!args.includes('--data') && { DATABASE_URL: database.appUrl }) };
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, errors] = await Promise.all([child.stdout.toArray(), child.stderr.toArray()]);
  const code = child.exitCode ?? (await new Promise<number>((resolve) => child.once('exit', (exit) => resolve(exit!))));
  return { code, lines: out.join('').trim().split('\n'), errors: errors.join('') };
}

test('lists dead letters of all tenants, page by page', async () => {
  const first = await feed('dead-letters', 'list', '--limit', '3');
  assert.equal(first.code, 0);
  assert.equal(first.lines.length, 4);
  assert.match(first.lines[0]!, /^things@\d+-\d+ {2}Happened {2}thing:acme\/1 {2}1 attempts since .*: Error: not yet$/);
  const [, more] = /--after (.*)$/.exec(first.lines[3]!)!;
  const second = await feed('dead-letters', 'list', '--after', more!);
  assert.equal(second.lines.length, 1);
  assert.match(second.lines[0]!, /thing:globex\/1/);
  ids = [...first.lines.slice(0, 3), ...second.lines].map((line) => line.split(' ', 1)[0]!);
  const [json] = (await feed('dead-letters', 'list', '--json', '--limit', '1')).lines;
  assert.deepEqual((JSON.parse(json!) as { id: string; event: { data: object } }).event.data, { n: 1 });
});

test('replays what it is told to, by the running service, and tells what became of it', async () => {
  const failing = await feed('dead-letters', 'replay', ids[0]!);
  assert.equal(failing.code, 1);
  assert.equal(failing.lines[1], '0 handled, 1 failed again, 0 still waiting.');
  broken = false;
  const one = await feed('dead-letters', 'replay', ids[0]!, ids[1]!);
  assert.deepEqual(one, {
    code: 0,
    lines: ['Asked for the replay of 2.', '2 handled, 0 failed again, 0 still waiting.'],
    errors: '',
  });
});

test('discards what it is told to; says what is wrong with what it is told', async () => {
  const gone = await feed('dead-letters', 'discard', ids[0]!);
  assert.equal(gone.code, 1);
  assert.match(gone.errors, /There is no dead letter things@/);
  assert.match((await feed('dead-letters', 'replay', 'x')).errors, /"x" is no id of a dead letter/);
  for (const args of [[], ['dead-letters'], ['dead-letters', 'replay'], ['dead-letters', 'discard', '--all']]) {
    const { code, errors } = await feed(...args);
    assert.equal(code, 2);
    assert.match(errors, /Usage: pnpm feed/);
  }
  const discarded = await feed('dead-letters', 'discard', '--all', '--subscription', 'things');
  assert.deepEqual([discarded.code, ...discarded.lines], [0, 'Discarded 2.']);
  assert.deepEqual((await feed('dead-letters', 'list')).lines, ['There are no dead letters.']);
});

test('works on the data folder of a platform, whether it runs or not, and asks for nothing else', async (t) => {
  const data = await mkdtemp(join(tmpdir(), 'ameide-feed-'));
  t.after(() => rm(data, { recursive: true }));
  const args = ['dead-letters', 'list', '--data', data];
  const none = await feed(...args);
  assert.deepEqual([none.code, none.errors.includes('there is no database in')], [1, true]);

  const server = await startEmbeddedPostgres({ directory: join(data, 'postgres'), roles: [ROLE] });
  const admin = createPool({ connectionString: server.adminUrl, applicationName: 'test', max: 1 });
  await migrate(admin, { schema: SCHEMA, role: ROLE, migrations: consumerMigrations(SCHEMA) });
  await admin.query(`
    insert into ${SCHEMA}.dead_letters (subscription, transaction_id, position, tenant_id, event, error, attempts)
    values ('things', '7', 1, 'acme', '{"type": "Happened", "stream": "thing:acme/1", "tenant": "acme", "cursor": "7-1"}', 'no', 3)`);
  const running = await feed(...args);
  assert.match(running.lines[0]!, /^things@7-1 {2}Happened {2}thing:acme\/1 {2}3 attempts/, running.errors);
  await admin.end();
  await server.stop();

  const asked = await feed('dead-letters', 'discard', 'things@7-1', '--data', data);
  assert.deepEqual([asked.code, ...asked.lines, asked.errors], [0, 'Discarded 1.', '']);
  assert.deepEqual((await feed(...args)).lines, ['There are no dead letters.']);
});
