import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { type PlatformProcess, startPlatformProcess } from '@ameide/platform/testing';
import { freePort } from '@ameide/test-kit';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { createHand } from './workspace/canvas.ts';
import { findBarriers, signIn } from './workspace/pages.ts';

const executablePath = process.env.CHROMIUM_PATH;
const skip = executablePath ? false : 'this machine has no Chromium (CHROMIUM_PATH)';
const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
const screenshots = join(import.meta.dirname, 'dist/screenshots');

suite('the workspace without all of its files, or without the server', { skip, timeout: 240_000 }, () => {
  let data: string;
  let platform: PlatformProcess;
  let browser: Browser;

  async function open(options: Parameters<Browser['newContext']>[0] = {}): Promise<[BrowserContext, Page]> {
    const look = { viewport: { width: 1280, height: 800 }, locale: 'en-US', reducedMotion: 'reduce' } as const;
    const context = await browser.newContext({ ...look, ...options });
    return [context, await context.newPage()];
  }

  before(async () => {
    await mkdir(screenshots, { recursive: true });
    data = await mkdtemp(join(tmpdir(), 'ameide-offline-'));
    platform = await startPlatformProcess(await freePort(), ['--data', data]);
    browser = await chromium.launch({ executablePath: executablePath!, args });
  });
  after(async () => {
    await browser?.close();
    await platform?.end('SIGINT');
    await rm(data, { recursive: true, force: true });
  });

  test('a part that does not arrive says so, and comes when it is tried again; after a deployment a reload helps', async () => {
    const [context, page] = await open({ serviceWorkers: 'block' });
    await signIn(page, platform.url, 'alice');
    const lose = (name: string) => page.route(`**/assets/${name}-*`, (route) => route.abort('connectionreset'));
    const failed = page.getByRole('heading', { name: 'This part could not be shown' });
    const again = page.getByRole('button', { name: 'Try again' });

    await lose('reviews-page');
    await page.getByRole('link', { name: 'Reviews' }).click();
    await failed.waitFor();
    await page.unrouteAll();
    await again.click();
    await page.getByRole('heading', { name: 'Reviews', level: 1 }).waitFor();
    await failed.waitFor({ state: 'detached' });

    await lose('open-viewer');
    await lose('history');
    await page.getByRole('link', { name: 'Home', exact: true }).click();
    await page.getByRole('link', { name: 'Invoice approval' }).click();
    await page.getByText('Saved at version 1').waitFor();
    await page.getByRole('region', { name: 'Diagram of Invoice approval' }).getByText('It did not arrive').waitFor();
    await page.getByRole('tab', { name: 'History' }).click();
    const panel = page.getByRole('tabpanel');
    await panel.getByText('It did not arrive').waitFor();
    await page.screenshot({ path: join(screenshots, 'part-lost.png') });
    assert.deepEqual(await findBarriers(page), []);
    await page.unrouteAll();
    await panel.getByRole('button', { name: 'Try again' }).click();
    await panel.getByRole('listitem').first().waitFor();
    await panel.locator('.history').waitFor();
    // Its style has come along.
    await page.waitForFunction(() => [...document.styleSheets].some(({ href }) => href?.includes('/assets/history-')));
    await again.click();
    await page.locator('.canvas .djs-shape').first().waitFor();

    await page.getByRole('tab', { name: 'Chat' }).click();
    const message = page.getByRole('textbox', { name: 'Message' });
    await message.fill('ü'.repeat(32_769));
    await page.getByText('This is too long for one message').waitFor();
    assert.ok(await page.getByRole('button', { name: 'Send' }).isDisabled());
    await message.fill('Half a thought');
    await page.getByText('This is too long for one message').waitFor({ state: 'detached' });
    await page.route('**/assets/outline-*', (route) => route.fulfill({ status: 404, body: 'There is nothing here.' }));
    await page.route(`${platform.url}/`, (route) =>
      route.fulfill({ body: '<script src="/assets/newer.js"></script>' }),
    );
    await page.getByRole('tab', { name: 'Outline' }).click();
    await panel.getByRole('heading', { name: 'A new version is there' }).waitFor();
    await page.screenshot({ path: join(screenshots, 'part-outdated.png') });
    await page.unrouteAll();
    await panel.getByRole('button', { name: 'Reload' }).click();
    await page.getByRole('tab', { name: 'Outline' }).click();
    await panel.getByRole('treeitem').first().waitFor();
    await page.getByRole('tab', { name: 'Chat' }).click();
    await page.waitForFunction(
      () => document.querySelector<HTMLTextAreaElement>('#composer')?.value === 'Half a thought',
    );

    await page.getByRole('link', { name: 'Home', exact: true }).first().click();
    await page.getByRole('link', { name: 'Order to cash' }).waitFor();
    await context.clearCookies();
    await page.getByRole('link', { name: 'Order to cash' }).click();
    await page.getByText('Your session has ended. What you wrote stays here.').waitFor();
    await page.getByRole('heading', { name: 'Signed out' }).waitFor();
    assert.equal(await failed.count(), 0, 'the banner says it all');
    await page.screenshot({ path: join(screenshots, 'signed-out.png') });
    await context.close();
  });

  test('a page that is loaded again without a connection opens, says what it has, and goes on when it is back', async () => {
    const [context, page] = await open();
    page.on('dialog', (dialog) => void dialog.accept());
    await signIn(page, platform.url, 'alice');
    await page.getByRole('link', { name: 'Order to cash' }).click();
    await page.getByText('Saved at version 1').waitFor();
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.reload();
    await page.getByText('Saved at version 1').waitFor();
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.locator('.djs-palette').waitFor();
    // On a low canvas the tools stand in two columns.
    await page.setViewportSize({ width: 1280, height: 480 });
    await page.locator('.djs-palette.two-column').waitFor();
    await page.screenshot({ path: join(screenshots, 'palette-low.png') });
    const columns = await page
      .locator('.djs-palette .entry')
      .evaluateAll((entries) => new Set(entries.map((entry) => entry.getBoundingClientRect().left)).size);
    assert.equal(columns, 2);
    await page.setViewportSize({ width: 1280, height: 800 });
    await context.setOffline(true);
    await createHand(page).rename('Task_RegisterOrder', 'Drawn in a tunnel');
    await page.getByText('Offline, 1 edit only on this device').waitFor();

    await page.reload();
    await page.getByRole('heading', { name: 'Without a connection this model cannot be shown' }).waitFor();
    await page.getByText('Offline, 1 edit only on this device').waitFor();
    await page.getByText('is safe here, and will be sent then').waitFor();
    await page.screenshot({ path: join(screenshots, 'offline-model.png') });
    assert.deepEqual(await findBarriers(page), []);
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Home', exact: true }).click();
    await page.getByText('You are offline').waitFor();
    await page.getByText('The server cannot be reached').first().waitFor();
    await page.screenshot({ path: join(screenshots, 'offline-home.png') });
    await page.goBack();
    await page.getByText('Offline, 1 edit only on this device').waitFor();

    await context.setOffline(false);
    await page.getByText('Recovered 1 edit that was only on this device.').waitFor();
    await page.getByText('Draft of 1 change to save').waitFor();
    await page.locator('.canvas .djs-element', { hasText: 'Drawn in a tunnel' }).first().waitFor();

    // Nothing that a person has seen was kept.
    const kept = await page.evaluate(async () => {
      const caches = await Promise.all((await window.caches.keys()).map((name) => window.caches.open(name)));
      const requests = await Promise.all(caches.map((cache) => cache.keys()));
      return requests.flat().map(({ url }) => new URL(url).pathname);
    });
    assert.ok(kept.includes('/'));
    assert.deepEqual(
      kept.filter((path) => path !== '/' && !path.startsWith('/assets/')),
      [],
    );
    await page.getByRole('button', { name: 'Alice Adams: account' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL(/oidc|auth/);
    await page.goto(`${platform.url}/auth/error`);
    assert.equal(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 0);
    assert.deepEqual(await page.evaluate(() => caches.keys()), []);
    await context.close();
  });
});
