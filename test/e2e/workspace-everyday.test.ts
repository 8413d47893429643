import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { freePort, type PlatformProcess, startPlatformProcess } from '@ameide/platform/testing';
import { type Browser, chromium, type Page } from 'playwright-core';
import { ask, findBarriers, signIn } from './workspace/pages.ts';

const executablePath = process.env.CHROMIUM_PATH;
const skip = executablePath ? false : 'this machine has no Chromium (CHROMIUM_PATH)';
const screenshots = join(import.meta.dirname, 'dist/screenshots');
const MODEL = 'Order to cash';

suite('what people meet every day', { skip, timeout: 300_000 }, () => {
  let data: string;
  let platform: PlatformProcess;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'ameide-everyday-'));
    await mkdir(screenshots, { recursive: true });
    platform = await startPlatformProcess(await freePort(), ['--data', data]);
    const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
    browser = await chromium.launch({ executablePath: executablePath!, args });
    const viewport = { width: 1440, height: 900 };
    const context = await browser.newContext({
      viewport,
      colorScheme: 'light',
      locale: 'en-US',
      reducedMotion: 'reduce',
    });
    page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await signIn(page, platform.url, 'Alice Adams');
  });
  after(async () => {
    await browser?.close();
    await platform?.end('SIGINT');
    await rm(data, { recursive: true, force: true });
  });

  /** Pictures of the page in both themes and on a telephone, each without barriers. */
  async function look(name: string): Promise<void> {
    for (const [variant, width, colorScheme] of [
      ['light', 1440, 'light'],
      ['dark', 1440, 'dark'],
      ['narrow', 390, 'light'],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: join(screenshots, `${name}-${variant}.png`) });
      assert.deepEqual(await findBarriers(page), [], `${name}, ${variant}`);
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1440, height: 900 });
  }

  test('what is selected goes along with a message, and "this" means it', async () => {
    await page.getByRole('link', { name: MODEL }).click();
    await page.locator('.canvas [data-element-id="Task_RegisterOrder"]').click();
    await page.locator('.canvas [data-element-id="Task_CheckCredit"]').click({ modifiers: ['Shift'] });
    const along = page.getByRole('list', { name: 'What goes along with your message' });
    await along.getByText('Register the order').waitFor();
    await along.getByRole('button', { name: 'Leave out Check the credit limit' }).click();
    await along.getByText('Check the credit limit').waitFor({ state: 'detached' });
    await look('selection-in-chat');
    await ask(page, 'What does this do?');
    const answer = page.getByRole('article', { name: 'Agent' });
    await answer.getByText('User task "Register the order" has the id Task_RegisterOrder').waitFor();
    const mine = page.getByRole('article', { name: 'You' });
    await mine.getByRole('link', { name: 'Register the order' }).waitFor();
    assert.equal(await mine.getByRole('link').count(), 1);
  });

  test('nothing has complained in the console', () => assert.deepEqual(complaints, []));
});
