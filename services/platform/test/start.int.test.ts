import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { freePort } from '@ameide/test-kit';
import { runPlatform, startPlatformProcess } from './platform-process.ts';

test('a folder that cannot be made is told in a sentence, also where making one never ends', {
  timeout: 60_000,
}, async () => {
  const { code, output } = await runPlatform(['--port', String(await freePort()), '--data', '/proc/ameide/data']);
  assert.equal(code, 1);
  assert.match(output, /Ameide cannot run: \/proc\/ameide cannot be written \(\w+\)/);
  assert.doesNotMatch(output, /\n\s+at /);
});

test('a database that does not answer is told in a sentence, without its password', { timeout: 60_000 }, async () => {
  const data = await mkdtemp(join(tmpdir(), 'ameide-refused-'));
  const port = await freePort();
  const env = { DATABASE_URL: `postgres://owner:secret@127.0.0.1:${port}/models` };
  const { code, output } = await runPlatform(['--port', String(await freePort()), '--data', data], { env });
  assert.equal(code, 1);
  assert.match(output, /Ameide cannot run: The database 127\.0\.0\.1:\d+\/models cannot be used: .*ECONNREFUSED/);
  assert.doesNotMatch(output, /secret|\n\s+at /);
  await rm(data, { recursive: true });
});

test('nobody hears of demo users where people sign in elsewhere', { timeout: 120_000 }, async () => {
  const data = await mkdtemp(join(tmpdir(), 'ameide-own-issuer-'));
  const env = { OIDC_ISSUER: 'https://id.example.com/realms/ameide' };
  const platform = await startPlatformProcess(await freePort(), ['--data', data], env);
  const page = await (await fetch(`${platform.url}/about`)).text();
  assert.equal(await platform.end('SIGINT'), 0);
  assert.match(page, /id\.example\.com/);
  assert.doesNotMatch(platform.output().replaceAll(data, '') + page, /demo/i);
  await rm(data, { recursive: true });
});
