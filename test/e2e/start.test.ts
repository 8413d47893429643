import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ProjectionService } from '@ameide/contracts/projection/v1/projection_service';
import { signIn } from '@ameide/demo-login';
import { type PlatformProcess, runPlatform, startPlatformProcess } from '@ameide/platform/testing';
import { AmeideClient } from '@ameide/sdk';
import { freePort } from '@ameide/test-kit';
import { createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { refusalOf } from './refusal.ts';

const sample = fileURLToPath(new URL('../../services/platform/samples/order-to-cash.bpmn', import.meta.url));

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ameide-start-'));
});
after(() => rm(folder, { recursive: true, force: true }));

suite('a call that is wrong ends before anything is started', { concurrency: 2 }, () => {
  const wrong = (name: string, args: readonly string[], expected: RegExp, env: NodeJS.ProcessEnv = {}) =>
    test(name, async () => {
      const { code, output } = await runPlatform(['--data', join(folder, 'unused'), ...args], { env });
      assert.match(output, expected);
      assert.match(output, /Usage: pnpm start/);
      assert.equal(code, 2);
      assert.doesNotMatch(output, /\n\s+at /, 'no stack');
    });

  wrong('an unknown flag', ['--colour'], /--colour/);
  wrong('an argument that belongs to nothing', ['model.bpmn'], /model\.bpmn/);
  wrong('a flag without its value', ['--import'], /--import/);
  wrong('a port that is no number', ['--port', 'http'], /PORT/);
  wrong('a port out of range', [], /PORT/, { PORT: '99999' });
  wrong('several faults at once', ['--port', '0'], /PORT[\s\S]*LOG_LEVEL/, { LOG_LEVEL: 'loud' });

  test('--help prints the usage and nothing else', async () => {
    const { code, output } = await runPlatform(['--help'], { env: { PORT: 'nonsense' } });
    assert.match(output, /^Usage: pnpm start/);
    assert.equal(code, 0);
  });
});

suite('what keeps the platform from starting is told in a sentence', { concurrency: 2 }, () => {
  const refused = async (args: readonly string[], ...expected: readonly RegExp[]) => {
    const { code, output } = await runPlatform(args);
    for (const pattern of expected) assert.match(output, pattern);
    assert.doesNotMatch(output, /\n\s+at /, 'no stack');
    assert.equal(code, 1);
  };

  test('the file to import is not there', () =>
    refused(['--data', join(folder, 'unused'), '--import', join(folder, 'no.bpmn')], /no file or folder .*no\.bpmn/));

  test('the folder to import holds no model', async () => {
    const empty = join(folder, 'empty');
    await mkdir(empty);
    await refused(['--data', join(folder, 'unused'), '--import', empty], /no BPMN file in .*empty/);
  });

  test('another server has the port', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const args = ['--data', join(folder, 'unused'), '--port', String(port)];
    await refused(args, new RegExp(`Port ${port} is taken`), /--port/);
    server.close();
  });

  test('the data folder cannot be made', async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    const port = String(await freePort());
    await refused(['--data', join(file, 'data'), '--port', port], /a-file\/data is no folder/, /--data/);
  });

  test('the data folder is a file', async () => {
    const file = join(folder, 'another-file');
    await writeFile(file, '');
    const port = String(await freePort());
    await refused(['--data', file, '--port', port], /another-file is no folder/, /--data/);
  });
});

test('a start, a stop with open streams, a restart with the same data, a database that does not start', async (t) => {
  const data = join(folder, 'data');
  const port = await freePort();
  const bad = join(folder, 'bad.bpmn');
  await writeFile(bad, '<definitions><process></definitions>');
  let platform: PlatformProcess | undefined;
  try {
    platform = await startPlatformProcess(port, ['--data', data, '--import', sample, '--import', bad]);
    const { url, issuer, pid } = platform;
    await t.test('prints where it is, who can sign in, and what to try', async () => {
      const output = platform!.output();
      for (const expected of [
        `Ameide is running on ${url} `,
        `data in ${data}`,
        /alice \/ alice .*Acme/,
        /carol \/ carol .*Globex/,
        'npx -y pnpm@12 demo',
        `${url}/readyz`,
        'creating the database',
        'sample model',
      ])
        assert.ok(expected instanceof RegExp ? expected.test(output) : output.includes(expected), `${expected}`);
      assert.equal((await fetch(`${url}/readyz`)).status, 200);
      assert.match(await (await fetch(`${url}/about`)).text(), /Ameide is running/);
    });

    await t.test('imports the good file and says what is wrong with the bad one', () => {
      const output = platform!.output();
      assert.match(output, /✓ imported "Order to cash" \(\d+ nodes, \d+ edges\)/);
      assert.match(output, /✗ .*bad\.bpmn: .* \(document_malformed\)/);
    });

    await t.test('a second platform is refused, on the same port and on the same data', async () => {
      const samePort = await runPlatform(['--data', join(folder, 'unused'), '--port', String(port)]);
      assert.match(samePort.output, new RegExp(`Port ${port} is taken`));
      assert.equal(samePort.code, 1);
      const sameData = await runPlatform(['--data', data, '--port', String(await freePort())]);
      assert.match(sameData.output, /in use/);
      assert.equal(sameData.code, 1);
      assert.equal((await fetch(`${url}/readyz`)).status, 200);
    });

    const { accessToken } = await signIn({ issuer, username: 'alice', password: 'alice' });
    const client = new AmeideClient({ baseUrl: url, token: accessToken });
    const before = await client.artifactQueries.listArtifacts({});
    const artifact = before.artifacts.find(({ title }) => title === 'Order to cash')!;
    const ref = `artifacts/${artifact.id}/main`;

    await t.test('Ctrl-C ends open streams so that they can be resumed, and exits with 0', async () => {
      const projections = createClient(ProjectionService, createConnectTransport({ baseUrl: url, httpVersion: '1.1' }));
      const headers = { authorization: `Bearer ${accessToken}` };
      const stream = projections.watchProjection({ ref }, { headers })[Symbol.asyncIterator]();
      assert.equal((await stream.next()).value.event.case, 'snapshot');
      const ending = assert.rejects(
        async () => {
          while (!(await stream.next()).done);
        },
        (error) => {
          assert.deepEqual(refusalOf(error), { code: 'unavailable', reason: 'server_stopping' });
          return true;
        },
      );
      const [code] = await Promise.all([platform!.end('SIGINT'), ending]);
      assert.equal(code, 0);
      assert.match(platform!.output(), /Stopping/);
      assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
    });

    // Whoever watches meanwhile gets on with the next process by himself.
    const watching = client.watchProjection(ref, { sinceVersion: 1 });
    const delta = watching.next();

    await t.test('a restart keeps the data, and a token from before still works', async () => {
      platform = await startPlatformProcess(port, ['--data', data]);
      assert.doesNotMatch(platform.output(), /creating the database|added \d+ sample/);
      const again = await client.artifactQueries.listArtifacts({});
      assert.deepEqual(
        again.artifacts.map(({ id }) => id),
        before.artifacts.map(({ id }) => id),
      );
      const { text } = await client.exportDocument(ref);
      assert.equal(text, await readFile(sample, 'utf8'));
    });

    await t.test('who watched over the restart sees the next change', async () => {
      const { graph } = await client.models.getModel({ ref });
      const node = graph!.nodes.find(({ kind }) => kind.endsWith('task'))!;
      const selector = { selector: { case: 'id', value: node.id } } as const;
      const rename = { id: 'rename', operation: { case: 'rename', value: { selector, name: 'Renamed' } } } as const;
      const { patch } = await client.graphPatches.proposePatch({ ref, operations: [rename] });
      await client.graphPatches.applyPatch({ patchId: patch!.id });
      const { value } = await delta;
      assert.equal(value?.case === 'delta' && value.value.toVersion, 2);
      await watching.return();
    });

    await t.test('SIGTERM stops it as Ctrl-C does', async () => {
      assert.equal(await platform!.end('SIGTERM'), 0);
      platform = undefined;
    });

    await t.test('data of another PostgreSQL, or damaged, is left alone with a word about what to do', async () => {
      const versionFile = join(data, 'postgres', 'data', 'PG_VERSION');
      const version = await readFile(versionFile, 'utf8');
      for (const damaged of ['12\n', 'garbage']) {
        await writeFile(versionFile, damaged);
        const { code, output } = await runPlatform(['--data', data, '--port', String(await freePort())]);
        assert.match(output, /Ameide cannot run: .*PostgreSQL/);
        assert.doesNotMatch(output, /\n\s+at /, 'no stack');
        assert.equal(code, 1);
      }
      await writeFile(versionFile, version);
      const control = join(data, 'postgres', 'data', 'global', 'pg_control');
      await writeFile(control, 'not a control file');
      const { code, output } = await runPlatform(['--data', data, '--port', String(await freePort())]);
      assert.match(output, /Ameide cannot run: .*postgres\.log/s);
      assert.equal(code, 1);
    });
  } finally {
    await platform?.end('SIGINT');
  }
});

test('Ctrl-C while it starts leaves no database behind', async () => {
  const data = join(folder, 'interrupted');
  const args = ['--data', data, '--port', String(await freePort())];
  const { code, output } = await runPlatform(args, { interruptAt: 'bringing the schemas up to date' });
  assert.doesNotMatch(output, /is running on/);
  assert.equal(code, 0);
  await assert.rejects(readFile(join(data, 'postgres', 'data', 'postmaster.pid')), { code: 'ENOENT' });
});

test('kill -9 leaves no database behind', { timeout: 120_000 }, async () => {
  const data = join(folder, 'killed');
  const platform = await startPlatformProcess(await freePort(), ['--data', data, '--no-samples']);
  const running = join(data, 'postgres', 'data', 'postmaster.pid');
  await access(running);
  await platform.end('SIGKILL');
  // The server takes this file away when it has shut down.
  while (existsSync(running)) await delay(20);
});
