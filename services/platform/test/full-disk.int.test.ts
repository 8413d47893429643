import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, test } from 'node:test';
import { createSignInTokenSource } from '@ameide/demo-login';
import { createPool } from '@ameide/postgres';
import { reachEmbeddedPostgres } from '@ameide/postgres/embedded';
import { AmeideClient, AmeideError } from '@ameide/sdk';
import { freePort } from '@ameide/test-kit';
import { type PlatformProcess, runPlatform, startPlatformProcess } from './platform-process.ts';

const document = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="D" targetNamespace="https://example.com/full">
  <process id="Process"><startEvent id="Start" /><task id="Work" name="Work" /></process>
</definitions>
`;

/** Enough for the data, and for what PostgreSQL writes when it starts again. */
const ROOMY = '120m';

describe('a full disk', { skip: mountFault(), timeout: 300_000 }, () => {
  const started: PlatformProcess[] = [];
  afterEach(async () => {
    for (const platform of started.splice(0)) await platform.end('SIGKILL');
  });
  const start = async (port: number, disk: { readonly path: string }) => {
    const platform = await startPlatformProcess(port, ['--data', disk.path, '--no-samples']);
    started.push(platform);
    return platform;
  };

  test('at the start is told in a sentence; with room, the same folder is started', async () => {
    using disk = smallDisk('16m');
    const port = await freePort();
    const { code, output } = await runPlatform(['--port', String(port), '--data', disk.path]);
    assert.equal(code, 1);
    assert.match(output, /Ameide cannot run: the disk is full: make room/);
    assert.doesNotMatch(output, /\n\s+at /);
    disk.resize(ROOMY);
    const platform = await start(port, disk);
    assert.equal(await platform.end('SIGINT'), 0);
  });

  test('while it runs refuses what cannot be kept; what it has kept stays, and it goes on when there is room', async () => {
    using disk = smallDisk(ROOMY);
    const platform = await start(await freePort(), disk);
    const work = await begin(platform);
    disk.fill();
    // What is refused is logged, too, until the last block of the log is full.
    do await work.untilRefusedWith('database_full');
    while (!/platform\.log cannot be written \(ENOSPC/.test(platform.output()));
    await work.check();
    disk.clear();
    await work.send();
    await work.check();
    assert.equal(await platform.end('SIGINT'), 0);
    assert.doesNotMatch(platform.output(), /\n\s+at /);
  });

  test('that the database cannot go on with ends it with a sentence; nothing that was kept is lost', async () => {
    using disk = smallDisk(ROOMY);
    const port = await freePort();
    const platform = await start(port, disk);
    const work = await begin(platform);
    const server = await reachEmbeddedPostgres({ directory: join(disk.path, 'postgres') });
    const admin = createPool({ connectionString: server.adminUrl, applicationName: 'test', max: 1 });
    disk.fill();
    // What is written next needs a new file of the log.
    await admin.query('select pg_switch_wal()');
    await admin.end();
    await work.untilRefusedWith('database_unavailable', 'database_full', 'unavailable');
    assert.equal(await platform.ended, 1);
    assert.match(platform.output(), /Ameide cannot run: the disk is full: make room/);
    assert.doesNotMatch(platform.output(), /\n\s+at /);
    disk.clear();
    const again = await start(port, disk);
    await work.check();
    assert.equal(await again.end('SIGINT'), 0);
  });
});

/** Why nobody may mount a file system here; undefined when this process may. */
function mountFault(): string | undefined {
  const path = mkdtempSync(join(tmpdir(), 'ameide-mount-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path]).status === 0;
  if (mounted) spawnSync('umount', [path]);
  rmdirSync(path);
  return mounted ? undefined : 'a small file system cannot be mounted here';
}

/** A real file system, which can be filled to the last byte. */
function smallDisk(size: string) {
  const path = mkdtempSync(join(tmpdir(), 'ameide-disk-'));
  const mount = (...args: string[]) => assert.equal(spawnSync('mount', [...args, path]).status, 0);
  mount('-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs');
  const ballast = join(path, 'ballast');
  return {
    path,
    resize: (to: string) => mount('-o', `remount,size=${to}`),
    fill() {
      const file = openSync(ballast, 'w');
      const block = Buffer.alloc(4096);
      assert.throws(
        () => {
          for (;;) writeSync(file, block);
        },
        { code: 'ENOSPC' },
      );
      closeSync(file);
    },
    clear: () => rmSync(ballast),
    [Symbol.dispose]() {
      // Lazily: after a test that failed, something may still end on it.
      assert.equal(spawnSync('umount', ['--lazy', path]).status, 0);
      rmdirSync(path);
    },
  };
}

/** A chat that remembers which of its messages were acknowledged. */
async function begin({ url, issuer }: PlatformProcess) {
  const token = createSignInTokenSource({ issuer, username: 'alice', password: 'alice' });
  const client = new AmeideClient({ baseUrl: url, token, deadlineMs: 30_000, retry: { attempts: 1 } });
  const { artifactId } = await client.importDocument({ title: 'Full', kind: 'bpmn::process', document });
  const acknowledged = new Set<string>();
  const { threadId } = await client.chatArtifact.sendMessageFromArtifact(artifactId, 'Hello');
  const send = async () => {
    const text = 'x'.repeat(4000);
    acknowledged.add((await client.chatArtifact.sendMessageFromArtifact(artifactId, text, { threadId })).messageId);
  };
  return {
    send,
    /** Until a message is refused for one of the reasons. */
    async untilRefusedWith(...reasons: readonly string[]) {
      for (;;) {
        try {
          await send();
        } catch (error) {
          assert.ok(error instanceof AmeideError && reasons.includes(error.reason), String(error));
          return;
        }
      }
    },
    /** Everything that was acknowledged is there. */
    async check() {
      const there = new Set<string>();
      for (let pageToken: string | undefined = ''; pageToken !== undefined; ) {
        const page: Awaited<ReturnType<typeof client.chatQueries.getMessages>> = await client.chatQueries.getMessages({
          threadId,
          pageSize: 100,
          pageToken,
        });
        for (const { id } of page.messages) there.add(id);
        pageToken = page.nextPageToken || undefined;
      }
      assert.deepEqual(
        [...acknowledged].filter((id) => !there.has(id)),
        [],
      );
    },
  };
}
