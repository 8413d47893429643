import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { buildWebIfStale, WebBuildError, type WebSources } from '../src/web-build.ts';

const BUNDLER = `
const { appendFileSync, copyFileSync, mkdirSync } = require('node:fs');
mkdirSync('dist/app', { recursive: true });
appendFileSync('dist/builds', 'x');
copyFileSync('source.html', 'dist/app/index.html');
console.log('what the bundler says');
process.exitCode = Number(process.env.FAIL ?? 0);
`;

let folder: string;
let web: WebSources;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ameide-web-build-'));
  web = { folder, sources: [join(folder, '**/*.html')] };
  await writeFile(join(folder, 'package.json'), JSON.stringify({ scripts: { build: 'node bundler.cjs' } }));
  await writeFile(join(folder, 'bundler.cjs'), BUNDLER);
  await writeFile(join(folder, 'source.html'), '<p>first</p>'.repeat(200));
});
after(() => rm(folder, { recursive: true }));

const builds = async () => (await readFile(join(folder, 'dist/builds'), 'utf8')).length;
const start = async () => {
  const told: string[] = [];
  await buildWebIfStale((step) => told.push(step), web);
  return told;
};

it('builds what was never built, once for all who start at the same time, and compresses it', async () => {
  const told = await Promise.all([start(), start(), start()]);
  assert.match(told[0]!.join(), /building the web application/);
  assert.equal(await builds(), 1);
  const page = await readFile(join(folder, 'dist/app/index.html'));
  assert.deepEqual(brotliDecompressSync(await readFile(join(folder, 'dist/app/index.html.br'))), page);
  assert.deepEqual(gunzipSync(await readFile(join(folder, 'dist/app/index.html.gz'))), page);
});

it('builds again only after a change of a source', async () => {
  assert.deepEqual(await start(), []);
  const later = new Date(Date.now() + 60_000);
  await utimes(join(folder, 'source.html'), later, later);
  await start();
  assert.equal(await builds(), 2);
  const earlier = new Date(Date.now() - 60_000);
  await utimes(join(folder, 'source.html'), earlier, earlier);
  assert.deepEqual(await start(), []);
});

it('is not held up by a process that was killed while it built', async () => {
  const killed = spawn(process.execPath, ['--eval', '']);
  await once(killed, 'exit');
  await writeFile(join(folder, 'dist/build.lock'), String(killed.pid));
  await rm(join(folder, 'dist/app'), { recursive: true });
  await start();
  assert.equal(await builds(), 3);
  assert.ok(!existsSync(join(folder, 'dist/build.lock')));
});

it('says what the bundler says when that fails', async () => {
  await rm(join(folder, 'dist/app'), { recursive: true });
  process.env.FAIL = '1';
  await assert.rejects(start(), (error) => {
    assert.ok(error instanceof WebBuildError);
    assert.match(error.message, /cannot be built:\nwhat the bundler says/);
    return true;
  });
  delete process.env.FAIL;
});

it('does nothing where there are no sources', async () => {
  const empty = join(folder, 'empty');
  await mkdir(empty);
  await buildWebIfStale(() => assert.fail('nothing is built'), { folder: empty, sources: [] });
});
