import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { offerTestDatabase } from './test-database.ts';

describe('the PostgreSQL of a test run', { timeout: 300_000 }, () => {
  it('starts for the first suite that asks, one for all; suites whose names do not say so are refused', async () => {
    const { url, stop } = await offerTestDatabase();
    try {
      const ask = async (suite: string) => (await fetch(`${url}?suite=/somewhere/${suite}`)).text();
      assert.match(await ask('decide.test.ts'), /decide\.test\.ts needs a database, so its name has to end in/);
      const [first, second] = await Promise.all([ask('chats.int.test.ts'), ask('operator.cluster.test.ts')]);
      assert.match(first, /^postgres:/);
      assert.equal(second, first);
    } finally {
      await stop();
    }
  });

  it('ends when the run is killed, and so do the suites', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ameide-killed-run-'));
    const listener = createServer().listen(0, '127.0.0.1');
    try {
      await once(listener, 'listening');
      const suite = join(folder, 'waits.int.test.ts');
      await writeFile(suite, tellAndWait((listener.address() as AddressInfo).port));
      const { TEST_DATABASE_URL: _given, NODE_TEST_CONTEXT: _ours, ...env } = process.env;
      const runner = join(import.meta.dirname, 'test.ts');
      const run = spawn(process.execPath, [runner, suite], { env, stdio: 'ignore' });
      const [told] = await once(listener, 'connection');
      const port = Number(String((await once(told, 'data'))[0]));
      assert.ok(await listens(port));
      const suiteEnds = new Promise((resolve) => told.once('close', resolve).on('error', () => undefined));
      run.kill('SIGKILL');
      await suiteEnds;
      while (await listens(port)) await delay(20);
    } finally {
      listener.close();
      await rm(folder, { recursive: true });
    }
  });
});

/** A suite that tells the port of its database server over a connection, and goes on for as long as that is open. */
function tellAndWait(port: number): string {
  const testing = new URL('../packages/postgres/src/testing.ts', import.meta.url).href;
  return `
    import { connect } from 'node:net';
    import { once } from 'node:events';
    import { test } from 'node:test';
    import { createTestDatabase } from '${testing}';
    test('waits', async () => {
      const { port } = new URL((await createTestDatabase()).adminUrl);
      const told = connect(${port}, '127.0.0.1');
      told.write(port);
      await once(told, 'close');
    });`;
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
