import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { createHandler } from '../src/http/handler.ts';
import type { RouteDeps } from '../src/http/routes.ts';
import { createStaticFiles } from '../src/http/static-files.ts';
import { startWebServer, type WebServer } from './web-server.ts';

const SCRIPT = `console.log('${'a'.repeat(100)}')`;

describe('files of the web application', () => {
  let folder: string;
  let server: WebServer;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ameide-web-'));
    await mkdir(join(folder, 'app/assets'), { recursive: true });
    await writeFile(
      join(folder, 'app/index.html'),
      '<title>App</title><script nonce="__CSP_NONCE__" src="/assets/a.js">',
    );
    await writeFile(join(folder, 'app/assets/a.js'), SCRIPT);
    await writeFile(join(folder, 'app/assets/a.js.br'), brotliCompressSync(SCRIPT));
    await writeFile(join(folder, 'app/favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    await writeFile(join(folder, 'secret.txt'), 'secret');
    await writeFile(join(folder, 'app/.hidden.txt'), 'secret');
    server = await serve(join(folder, 'app'));
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });
  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${server.url}${path}`, { headers });

  it('are the page at every path of the application', async () => {
    for (const path of ['/', '/artifact/42', '/threads/42?element=Task_1', '//evil.example/x', '/artifact/v1.2']) {
      const response = await get(path, { accept: 'text/html,*/*' });
      assert.equal(response.status, 200, path);
      assert.match(await response.text(), /<title>App/, path);
    }
  });

  it('are a page with a nonce of its own each time, which runs nothing else', async () => {
    const nonces = new Set<string>();
    for (let time = 0; time < 2; time += 1) {
      const response = await get('/');
      const policy = response.headers.get('content-security-policy')!;
      const [, nonce = ''] = /script-src 'self' 'nonce-([^']+)'/.exec(policy) ?? [];
      assert.ok((await response.text()).includes(`nonce="${nonce}"`));
      assert.match(policy, /default-src 'none'.*frame-ancestors 'none'/);
      assert.doesNotMatch(policy, /script-src[^;]*unsafe/);
      nonces.add(nonce);
    }
    assert.equal(nonces.size, 2);
  });

  it('are kept for ever where their name says what is in them', async () => {
    const asset = await get('/assets/a.js');
    assert.equal(asset.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.equal(asset.headers.get('content-type'), 'text/javascript; charset=utf-8');
    assert.equal(asset.headers.get('x-content-type-options'), 'nosniff');
    const icon = await get('/favicon.svg');
    assert.equal(icon.headers.get('cache-control'), 'no-cache');
    const again = await get('/favicon.svg', { 'if-none-match': icon.headers.get('etag')! });
    assert.equal(again.status, 304);
  });

  it('come compressed where the build has made that, and the browser takes it', async () => {
    const compressed = await get('/assets/a.js', { 'accept-encoding': 'gzip, deflate, br' });
    assert.equal(compressed.headers.get('content-encoding'), 'br');
    assert.equal(await compressed.text(), SCRIPT);
    const plain = await get('/assets/a.js', { 'accept-encoding': 'identity' });
    assert.equal(plain.headers.get('content-encoding'), null);
    assert.equal(await plain.text(), SCRIPT);
  });

  it('are not there where there is none, nor outside of the folder, nor hidden', async () => {
    const paths = [
      '/assets/b.js',
      '/b.txt',
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/.hidden.txt',
      '/metrics',
    ];
    for (const path of [...paths, '/..%5csecret.txt', '/%00.txt', '/%ff.txt', '/assets/%2e%2e/%2e%2e/secret.txt']) {
      const { status, body } = await raw(server.url, path);
      assert.equal(status, 404, path);
      assert.doesNotMatch(body, /secret/, path);
    }
  });

  it('are not asked for by what is no path', async () => {
    for (const path of ['*', 'http://[', 'http://evil.example/', 'x']) {
      assert.equal((await raw(server.url, path)).status, 400, path);
    }
  });

  it('are only read', async () => {
    const put = (headers: Record<string, string>) => fetch(server.url, { method: 'PUT', headers });
    assert.equal((await put({})).status, 403);
    assert.equal((await put({ 'x-ameide-csrf': '1' })).status, 405);
  });

  it('are built by a command that the page tells while they are missing', async () => {
    await using bare = await serve(join(folder, 'none'));
    const response = await fetch(`${bare.url}/artifact/1`);
    assert.equal(response.status, 503);
    assert.match(await response.text(), /pnpm@12 build:web/);
  });
});

/** Nobody signs in here. */
async function serve(webFolder: string): Promise<WebServer> {
  let handle: ReturnType<typeof createHandler> | undefined;
  const server = await startWebServer((incoming, response) => void handle?.(incoming, response));
  handle = createHandler({ publicUrl: server.url } as RouteDeps, createStaticFiles(webFolder));
  return server;
}

/** Sends a path as it is: `fetch` would tidy it up. */
function raw(url: string, path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    request(url, { path }, async (response) => {
      const chunks = await response.setEncoding('utf8').toArray();
      resolve({ status: response.statusCode!, body: chunks.join('') });
    })
      .on('error', reject)
      .end();
  });
}
