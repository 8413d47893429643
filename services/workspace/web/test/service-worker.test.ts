import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, suite, test } from 'node:test';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { serviceWorkerCode } from '../offline/service-worker-plugin.ts';

const executablePath = process.env.CHROMIUM_PATH;
const skip = executablePath ? false : 'this machine has no Chromium (CHROMIUM_PATH)';
const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];

suite('the service worker', { skip, timeout: 120_000 }, () => {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let server: Server;
  let url: string;
  /** The build that the server has, and the worker of that build. */
  let build = 1;
  let worker = '';
  const asked: string[] = [];

  before(async () => {
    server = createServer((request, response) => {
      const { pathname } = new URL(request.url!, 'http://localhost');
      asked.push(pathname);
      const send = (type: string, body: string) => response.writeHead(200, { 'content-type': type }).end(body);
      if (pathname === '/service-worker.js') send('text/javascript', worker);
      else if (pathname === `/assets/main-${build}.js`) send('text/javascript', `document.title = 'Build ${build}'`);
      else if (pathname === `/assets/later-${build}.js`) send('text/javascript', `export default 'later ${build}'`);
      else if (pathname.startsWith('/assets/')) response.writeHead(404).end();
      else if (pathname === '/threads/closed') response.writeHead(302, { location: '/auth/sign-in' }).end();
      else send('text/html', `<script type="module" src="/assets/main-${build}.js"></script>${pathname}`);
    }).listen(0);
    await once(server, 'listening');
    url = `http://localhost:${(server.address() as AddressInfo).port}`;
    browser = await chromium.launch({ executablePath: executablePath!, args });
    context = await browser.newContext();
    page = await context.newPage();
  });
  after(async () => {
    await browser?.close();
    server.closeAllConnections();
    server.close();
  });

  /** The server has another build from now on, and the page learns of it. */
  async function deploy(number: number): Promise<void> {
    build = number;
    worker = await serviceWorkerCode(
      `/assets/main-${build}.js`,
      [`main-${build}`, `later-${build}`].map((name) => `/assets/${name}.js`),
    );
    await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.register('/service-worker.js');
      await registration.update();
      const coming = registration.installing ?? registration.waiting;
      if (coming === null) return;
      await new Promise<void>((resolve) => {
        const look = () => coming.state === 'activated' && resolve();
        coming.addEventListener('statechange', look);
        look();
      });
    });
  }
  const later = (number: number, on = page) =>
    on.evaluate(
      (path) =>
        import(path).then(
          (found) => (found as { default: string }).default,
          () => 'gone',
        ),
      `/assets/later-${number}.js`,
    );
  const isShown = (title: string, on = page) => on.waitForFunction((title) => document.title === title, title);

  test('opens pages of the application without a connection, and no others', async () => {
    await page.goto(url);
    await deploy(1);
    await context.setOffline(true);
    for (const path of ['/', '/artifact/1', '/threads/new?x=1', '/settings']) {
      await page.goto(url + path);
      await isShown('Build 1');
    }
    assert.equal(await later(1), 'later 1');
    for (const path of ['/auth/sign-in', '/oidc/auth', '/api/a.B/C', '/files/1', '/artifacts-of-others'])
      await assert.rejects(page.goto(url + path), /ERR_INTERNET_DISCONNECTED/, path);
    await context.setOffline(false);
  });

  test('asks the server for every page first, and hands on its redirects', async () => {
    await page.goto(`${url}/threads/closed`);
    assert.equal(page.url(), `${url}/auth/sign-in`);
    await page.goto(`${url}/artifact/2`);
    assert.ok(asked.includes('/artifact/2'));
    const answer = await page.evaluate(() => fetch('/auth/session').then((response) => response.text()));
    assert.match(answer, /\/auth\/session$/);
    assert.deepEqual(
      await page.evaluate(async () => {
        const cache = await caches.open((await caches.keys())[0]!);
        return (await cache.keys()).map(({ url }) => new URL(url).pathname).toSorted();
      }),
      ['/', '/assets/later-1.js', '/assets/main-1.js'],
    );
  });

  test('a new build takes its place; tabs of the one before go on, and older ones are dropped', async () => {
    const old = await context.newPage();
    await old.goto(`${url}/artifact/1`);
    await isShown('Build 1', old);
    await deploy(2);
    assert.equal(await later(1, old), 'later 1', 'the server has it no more');
    await context.setOffline(true);
    await page.goto(`${url}/artifact/1`);
    await isShown('Build 2');
    assert.equal(await later(2), 'later 2');
    await context.setOffline(false);
    await deploy(3);
    assert.equal((await page.evaluate(() => caches.keys())).length, 2);
    assert.equal(await later(2), 'later 2');
    await old.close();
  });

  test('a worker whose build the server has no more is not taken', async () => {
    const stale = await serviceWorkerCode('/assets/main-2.js', []);
    worker = stale;
    const state = await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      const found = new Promise<ServiceWorker>((resolve) => {
        registration!.addEventListener('updatefound', () => resolve(registration!.installing!));
      });
      void registration!.update();
      const coming = await found;
      return new Promise<string>((resolve) => {
        const look = () => ['activated', 'redundant'].includes(coming.state) && resolve(coming.state);
        coming.addEventListener('statechange', look);
        look();
      });
    });
    assert.equal(state, 'redundant');
    await page.goto(url);
    await isShown('Build 3');
  });
});
