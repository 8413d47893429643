import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import pg from 'pg';
import { waitForEnd } from '../src/embedded/processes.ts';
import {
  type EmbeddedPostgres,
  EmbeddedPostgresError,
  type EmbeddedPostgresOptions,
  reachEmbeddedPostgres,
  startEmbeddedPostgres,
} from '../src/embedded.ts';
import { TEST_ROLE } from '../src/testing.ts';

describe('embedded PostgreSQL', { timeout: 300_000 }, () => {
  let directory: string;
  let cleanUp: (() => Promise<unknown>)[];
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ameide-embedded-'));
    cleanUp = [];
  });
  afterEach(async () => {
    for (const step of cleanUp.reverse()) await step();
    await rm(directory, { recursive: true, force: true });
  });

  const start = async (options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> => {
    const server = await startEmbeddedPostgres({ directory, roles: [TEST_ROLE], ...options });
    cleanUp.push(() => server.stop());
    return server;
  };

  test('keeps its data and passwords over a restart, and stops twice without harm', async () => {
    const steps: string[] = [];
    const first = await start({ onProgress: (step) => steps.push(step) });
    assert.deepEqual(steps, ['initialise', 'start', 'ready']);
    await query(first.adminUrl, 'create table kept as select 42 as answer; grant select on kept to ameide_test');
    await first.stop();
    await first.stop();
    assert.deepEqual(await first.ended, { code: 0, signal: null });

    const second = await start({ port: first.port });
    assert.equal(second.urlOf(TEST_ROLE), first.urlOf(TEST_ROLE));
    assert.deepEqual(await query(second.urlOf(TEST_ROLE), 'select answer from kept'), [{ answer: 42 }]);
  });

  test('acknowledged writes are safe, text is UTF-8, pages have checksums, passwords are needed and private', async () => {
    const server = await start();
    const shown = async (name: string) => (await query(server.adminUrl, `show ${name}`))[0];
    assert.deepEqual(await shown('fsync'), { fsync: 'on' });
    assert.deepEqual(await shown('synchronous_commit'), { synchronous_commit: 'on' });
    assert.deepEqual(await shown('server_encoding'), { server_encoding: 'UTF8' });
    assert.deepEqual(await shown('data_checksums'), { data_checksums: 'on' });
    assert.deepEqual(await shown('listen_addresses'), { listen_addresses: '127.0.0.1' });
    const [role] = await query(
      server.urlOf(TEST_ROLE),
      'select rolsuper, rolbypassrls from pg_roles where rolname = current_user',
    );
    assert.deepEqual(role, { rolsuper: false, rolbypassrls: false });
    const guess = new URL(server.urlOf(TEST_ROLE));
    guess.password = 'guess';
    await assert.rejects(query(guess.href, 'select 1'), { code: '28P01' });
    assert.equal((await stat(join(directory, 'credentials.json'))).mode & 0o777, 0o600);
  });

  test('is reached where it runs, and started for a while where it does not', async () => {
    await assert.rejects(reachEmbeddedPostgres({ directory }), { reason: 'no_data' });
    const server = await start();
    const running = await reachEmbeddedPostgres({ directory });
    assert.deepEqual([running.adminUrl, running.urlOf(TEST_ROLE)], [server.adminUrl, server.urlOf(TEST_ROLE)]);
    await running.release();
    await query(server.adminUrl, 'create table kept as select 42 as answer');
    await server.stop();
    const started = await reachEmbeddedPostgres({ directory });
    assert.deepEqual(await query(started.adminUrl, 'select answer from kept'), [{ answer: 42 }]);
    await started.release();
    await assert.rejects(query(started.adminUrl, 'select 1'), { code: 'ECONNREFUSED' });
  });

  test('a second start on the same directory is refused and leaves the first alone', async () => {
    const first = await start();
    await assert.rejects(startEmbeddedPostgres({ directory }), { reason: 'directory_in_use' });
    assert.deepEqual(await query(first.urlOf(TEST_ROLE), 'select 1 as one'), [{ one: 1 }]);
  });

  test('a taken port is refused, and the directory is free again afterwards', async () => {
    const listener = createServer();
    const port = await new Promise<number>((resolve) => {
      listener.listen(0, '127.0.0.1', () => resolve((listener.address() as { port: number }).port));
    });
    await assert.rejects(startEmbeddedPostgres({ directory, port }), {
      reason: 'port_taken',
      message: new RegExp(`port ${port}`),
    });
    await new Promise((resolve) => listener.close(resolve));
    assert.equal((await start({ port })).port, port);
  });

  test('after its parent was killed, the server ends and every acknowledged write is there', async () => {
    const parent = await startInAnotherProcess(directory);
    await query(parent.adminUrl, 'create table acknowledged as select generate_series(1, 1000) as n');
    await parent.end('SIGKILL');
    await ending(parent.pid);
    const server = await start({ port: parent.port });
    assert.deepEqual(await query(server.adminUrl, 'select count(*)::int from acknowledged'), [{ count: 1000 }]);
  });

  test('a start right after its parent was killed waits for the end of the server', async () => {
    const parent = await startInAnotherProcess(directory);
    await query(parent.adminUrl, 'create table acknowledged as select generate_series(1, 1000) as n');
    await parent.end('SIGKILL');
    const steps: string[] = [];
    const server = await start({ port: parent.port, onProgress: (step) => steps.push(step) });
    assert.deepEqual(steps, ['stop_orphan', 'start', 'ready']);
    assert.deepEqual(await query(server.adminUrl, 'select count(*)::int from acknowledged'), [{ count: 1000 }]);
  });

  test('after the server itself was killed, `ended` says so and the next start recovers', async () => {
    const server = await start();
    await query(server.adminUrl, 'create table acknowledged as select generate_series(1, 1000) as n');
    process.kill(server.pid, 'SIGKILL');
    assert.deepEqual(await server.ended, { code: null, signal: 'SIGKILL' });
    const { reason, message } = await server.failed;
    assert.deepEqual([reason, /ended by itself; start again/.test(message)], ['ended', true]);
    await server.stop();
    const next = await start();
    assert.deepEqual(await query(next.adminUrl, 'select count(*)::int from acknowledged'), [{ count: 1000 }]);
  });

  test('a lock file whose process id belongs to something else now is no obstacle', async () => {
    const first = await start();
    await first.stop();
    await writeFile(join(directory, 'data', 'postmaster.pid'), `${process.ppid}\n/elsewhere\n0\n5432\n\n\n\n`);
    await writeFile(join(directory, 'owner.json'), JSON.stringify({ pid: process.ppid, started: 'long ago' }));
    assert.deepEqual(await query((await start()).urlOf(TEST_ROLE), 'select 1 as one'), [{ one: 1 }]);
  });

  test('a server that somebody else started on the data is refused, not stopped', async () => {
    const first = await start();
    await rm(join(directory, 'owner.json'));
    await assert.rejects(startEmbeddedPostgres({ directory }), {
      reason: 'directory_in_use',
      message: new RegExp(`${first.pid}`),
    });
    assert.deepEqual(await query(first.urlOf(TEST_ROLE), 'select 1 as one'), [{ one: 1 }]);
  });

  test('an interrupted creation is begun afresh', async () => {
    await mkdir(join(directory, 'data.new', 'base'), { recursive: true });
    await writeFile(join(directory, 'data.new', 'PG_VERSION'), '18\n');
    assert.deepEqual(await query((await start()).urlOf(TEST_ROLE), 'select 1 as one'), [{ one: 1 }]);
  });

  test('data of another major version is left alone', async () => {
    await mkdir(join(directory, 'data'));
    await writeFile(join(directory, 'data', 'PG_VERSION'), '15\n');
    await assert.rejects(startEmbeddedPostgres({ directory }), { reason: 'version_mismatch', message: /15.*18/ });
    assert.equal(await readFile(join(directory, 'data', 'PG_VERSION'), 'utf8'), '15\n');
  });

  test('a directory that cannot be written is refused', async () => {
    const file = join(directory, 'file');
    await writeFile(file, '');
    await assert.rejects(startEmbeddedPostgres({ directory: join(file, 'data') }), {
      reason: 'directory_not_writable',
    });
    if (process.getuid?.() === 0) return;
    await chmod(directory, 0o500);
    await assert.rejects(startEmbeddedPostgres({ directory }), { reason: 'directory_not_writable' });
  });

  test('what stands where its files should is told in a sentence', async () => {
    await writeFile(join(directory, 'data'), '');
    await assert.rejects(startEmbeddedPostgres({ directory }), {
      reason: 'directory_not_writable',
      message: /cannot be used \(ENOTDIR.*mend that/,
    });
    await rm(join(directory, 'data'));
    await mkdir(join(directory, 'owner.json'));
    await assert.rejects(startEmbeddedPostgres({ directory }), { reason: 'directory_not_writable' });
  });

  test('lost passwords are an error that says so, not new ones that do not fit', async () => {
    await (await start()).stop();
    await rm(join(directory, 'credentials.json'));
    await assert.rejects(startEmbeddedPostgres({ directory }), {
      reason: 'start_failed',
      message: /credentials\.json/,
    });
  });

  test('a start that fails shows the last lines of the log; one that takes too long is given up', async () => {
    const bad = { directory, settings: { shared_buffers: 'plenty' } };
    await assert.rejects(startEmbeddedPostgres(bad), { reason: 'start_failed', message: /shared_buffers/ });
    const slow = { directory, startTimeout: 0, settings: { pre_auth_delay: '1' } };
    await assert.rejects(startEmbeddedPostgres(slow), { reason: 'start_timeout', message: /postgres\.log/ });
    assert.deepEqual(await query((await start()).urlOf(TEST_ROLE), 'select 1 as one'), [{ one: 1 }]);
  });

  test('root without user namespaces runs the server as another user', {
    skip: process.getuid?.() !== 0,
  }, async (t) => {
    const path = process.env.PATH;
    process.env.PATH = '/nowhere';
    try {
      const server = await start();
      assert.notEqual((await stat(join(directory, 'data'))).uid, 0);
      assert.deepEqual(await query(server.urlOf(TEST_ROLE), 'select 1 as one'), [{ one: 1 }]);
    } catch (error) {
      if (!(error instanceof EmbeddedPostgresError) || error.reason !== 'root_refused') throw error;
      t.skip('no other user of this machine can reach the project');
    } finally {
      process.env.PATH = path;
    }
  });

  test('an interrupt of the terminal does not reach the server', async () => {
    const parent = await startInAnotherProcess(directory);
    // The whole process group, as a terminal does on Ctrl-C; the parent only tells that it heard it.
    const heard = once(parent.process.stdout!, 'data');
    process.kill(-parent.process.pid!, 'SIGINT');
    await heard;
    assert.deepEqual(await query(parent.appUrl, 'select 1 as one'), [{ one: 1 }]);
    await parent.end('SIGTERM');
    await ending(parent.pid);
  });
});

/** A process group of its own that starts a server, tells of interrupts and does nothing else. */
async function startInAnotherProcess(directory: string) {
  const script = `
    process.on('SIGINT', () => console.log('interrupted'));
    const { startEmbeddedPostgres } = await import(${JSON.stringify(new URL('../src/embedded.ts', import.meta.url).href)});
    const { port, pid, adminUrl, urlOf } = await startEmbeddedPostgres({ directory: ${JSON.stringify(directory)}, roles: ['${TEST_ROLE}'] });
    console.log(JSON.stringify({ port, pid, adminUrl, appUrl: urlOf('${TEST_ROLE}') }));
    setInterval(() => undefined, 1000);`;
  const child: ChildProcess = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout!.once('data', (data) => resolve(String(data)));
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
  });
  const server: { port: number; pid: number; adminUrl: string; appUrl: string } = JSON.parse(line);
  const end = async (signal: NodeJS.Signals) => {
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  };
  return { process: child, end, ...server };
}

async function ending(pid: number): Promise<void> {
  assert.ok(await waitForEnd(pid, 60_000), `the server (${pid}) still runs`);
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
