import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { type PlatformProcess, startPlatformProcess } from '@ameide/platform/testing';
import { freePort } from '@ameide/test-kit';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const executablePath = process.env.CHROMIUM_PATH;
const skip = executablePath ? false : 'this machine has no Chromium (CHROMIUM_PATH)';
const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
/** A page that is there whatever the application shows. */
const PLACE = '/artifact/0190b1a0-0000-7000-8000-000000000001';

suite('a session in a browser', { skip, timeout: 120_000 }, () => {
  let data: string;
  let platform: PlatformProcess;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const problems: string[] = [];
  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'ameide-session-'));
    platform = await startPlatformProcess(await freePort(), ['--data', data, '--no-samples']);
    browser = await chromium.launch({ executablePath: executablePath!, args });
    context = await browser.newContext();
    page = await context.newPage();
    context.on('weberror', (error) => problems.push(String(error.error())));
    context.on('console', (message) => {
      if (/content security policy/i.test(message.text())) problems.push(message.text());
    });
  });
  after(async () => {
    await browser?.close();
    await platform?.end('SIGINT');
    await rm(data, { recursive: true, force: true });
  });
  const session = async (of: Page) =>
    of.evaluate(
      async () => (await fetch('/auth/session')).json() as Promise<{ signedIn: boolean; user?: { name: string } }>,
    );
  const choose = (of: Page, name: string) => of.getByRole('button', { name: `Continue as ${name}` }).click();

  test('one click signs a demo user in, at the page that was opened', async () => {
    await page.goto(`${platform.url}${PLACE}`);
    await choose(page, 'Alice Adams');
    await page.waitForURL(`**${PLACE}`);
    assert.equal((await session(page)).user?.name, 'Alice Adams');
    const [cookie] = (await context.cookies(platform.url)).filter(({ name }) => name.startsWith('ameide'));
    assert.deepEqual([cookie?.name, cookie?.httpOnly, cookie?.sameSite], ['ameide', true, 'Lax']);
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie);
    assert.doesNotMatch(kept, /eyJ/);
  });

  test('an RPC goes on with the session', async () => {
    const call = (headers: Record<string, string>) =>
      page.evaluate(async (more) => {
        const path = '/api/ameide.artifacts.v1.ArtifactQueryService/ListArtifacts';
        const init = { method: 'POST', headers: { 'content-type': 'application/json', ...more }, body: '{}' };
        return (await fetch(path, init)).status;
      }, headers);
    assert.equal(await call({ 'x-ameide-csrf': '1' }), 200);
    assert.equal(await call({}), 403);
  });

  test('a page of another origin neither calls nor signs out', async () => {
    const { port } = new URL(platform.url);
    const foreign = await context.newPage();
    const elsewhere = 'http://127.0.0.1:1/attack';
    await context.route(elsewhere, (route) => route.fulfill({ contentType: 'text/html', body: '<h1>attack</h1>' }));
    await foreign.goto(elsewhere);
    const outcome = await foreign.evaluate(async (target) => {
      const url = `http://localhost:${target}/api/ameide.artifacts.v1.ArtifactQueryService/ListArtifacts`;
      const headers = { 'content-type': 'application/json', 'x-ameide-csrf': '1' };
      return fetch(url, { method: 'POST', credentials: 'include', headers, body: '{}' }).then(
        ({ status }) => `answered ${status}`,
        () => 'refused',
      );
    }, port);
    assert.equal(outcome, 'refused');
    await foreign.setContent(`<a href="${platform.url}/auth/sign-out">a picture of a cat</a>`);
    await foreign.getByRole('link').click();
    await foreign.getByRole('heading', { name: 'Sign out?' }).waitFor();
    assert.equal((await session(page)).signedIn, true);
    await foreign.close();
  });

  test('signing out in one tab is so in another one, and at the provider', async () => {
    const other = await context.newPage();
    await other.goto(`${platform.url}${PLACE}`);
    assert.equal((await session(other)).signedIn, true);
    await page.evaluate(() => location.assign('/auth/sign-out'));
    await page.getByRole('button', { name: 'Continue as Bob Brown' }).waitFor();
    assert.equal((await session(other)).signedIn, false);
    await choose(page, 'Bob Brown');
    await page.waitForURL(`${platform.url}/`);
    assert.equal((await session(other)).user?.name, 'Bob Brown');
    await other.close();
  });

  test('who goes back to the form finds the way to the application', async () => {
    await page.goBack();
    await page.getByRole('link', { name: 'Go back to the application' }).click();
    await page.waitForURL(`${platform.url}/`);
    assert.equal((await session(page)).user?.name, 'Bob Brown');
  });

  test('no page broke a rule of its own policy', () => assert.deepEqual(problems, []));
});
