import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { type PlatformProcess, startPlatformProcess } from '@ameide/platform/testing';
import { freePort } from '@ameide/test-kit';
import { type Browser, type BrowserContext, chromium, type Page, type Request } from 'playwright-core';
import { holdTable } from './embedded-database.ts';
import { callAs } from './workspace/long-chat.ts';
import { ask, findBarriers, signIn } from './workspace/pages.ts';

const executablePath = process.env.CHROMIUM_PATH;
const skip = executablePath ? false : 'this machine has no Chromium (CHROMIUM_PATH)';
const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
const screenshots = join(import.meta.dirname, 'dist/screenshots');
/** More than the connections that a browser opens to one server. */
const TABS = 8;

suite('the workspace and the network', { skip, timeout: 240_000 }, () => {
  let data: string;
  let platform: PlatformProcess;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  /** Streams that are open, of all tabs. */
  const streams = new Set<Request>();

  before(async () => {
    await mkdir(screenshots, { recursive: true });
    data = await mkdtemp(join(tmpdir(), 'ameide-network-'));
    platform = await startPlatformProcess(await freePort(), ['--data', data]);
    browser = await chromium.launch({ executablePath: executablePath!, args });
    context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
    const isStream = (request: Request) => request.url().endsWith('/Subscribe');
    context.on('request', (request) => {
      if (!isStream(request)) return;
      streams.add(request);
      const gone = () => streams.delete(request);
      request.frame().page().once('close', gone);
    });
    context.on('requestfinished', (request) => void streams.delete(request));
    context.on('requestfailed', (request) => void streams.delete(request));
    page = await context.newPage();
    await signIn(page, platform.url, 'alice');
    await page.getByRole('link', { name: 'Invoice approval' }).click();
    await page.getByText('Saved at version 1').waitFor();
  });
  after(async () => {
    await browser?.close();
    await platform?.end('SIGINT');
    await rm(data, { recursive: true, force: true });
  });

  test('a tab that is opened with the address of another model follows it', async () => {
    const home = await context.newPage();
    await home.goto(platform.url);
    const address = await home.getByRole('link', { name: 'Order to cash' }).first().getAttribute('href');
    await home.close();
    const tab = await context.newPage();
    await tab.goto(new URL(address!, platform.url).href);
    await tab.getByText('Saved at version 1').waitFor();
    await tab.close();
  });

  test('eight tabs open the same model, and all follow it', async () => {
    const tabs = [page];
    while (tabs.length < TABS) {
      const tab = await context.newPage();
      await tab.goto(page.url());
      await tab.getByText('Saved at version 1').waitFor();
      await tab.locator('.canvas .djs-element').first().waitFor();
      tabs.push(tab);
    }
    await ask(tabs.at(-1)!, 'Add a task "Count the tabs" after "Read the invoice"');
    await tabs
      .at(-1)!
      .getByRole('button', { name: /^Accept/ })
      .click();
    for (const tab of tabs) await tab.getByText('Saved at version 2').waitFor();
    assert.equal(streams.size, 1, 'all tabs share one stream');

    // What was accepted is no longer asked, so that the next button is that of the next proposal.
    await tabs
      .at(-1)!
      .getByRole('button', { name: /^Accept/ })
      .waitFor({ state: 'detached' });
    // The first tab holds the stream: another one goes on where it was.
    await page.close();
    page = tabs[1]!;
    await ask(tabs.at(-1)!, 'Add a task "Count them again" after "Read the invoice"');
    await tabs
      .at(-1)!
      .getByRole('button', { name: /^Accept/ })
      .last()
      .click();
    for (const tab of tabs.slice(1)) await tab.getByText('Saved at version 3').waitFor();
    assert.equal(streams.size, 1, 'they share one again');
    for (const tab of tabs.slice(2)) await tab.close();
  });

  test('without a network the page says so, keeps what is written, and goes on when it is back', async () => {
    await context.setOffline(true);
    await page.getByText('You are offline').waitFor();
    await page.getByText('Offline', { exact: true }).waitFor();
    await ask(page, 'List the tasks');
    await page.getByRole('alert').first().waitFor();
    assert.equal(await page.getByRole('textbox', { name: 'Message' }).inputValue(), 'List the tasks');
    await context.setOffline(false);
    await page.getByText('You are offline').waitFor({ state: 'detached' });
    await page.reload();
    await page.waitForFunction(
      () => document.querySelector<HTMLTextAreaElement>('#composer')?.value === 'List the tasks',
    );
    await page.getByRole('textbox', { name: 'Message' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('article', { name: 'You' }).getByText('List the tasks').waitFor();
    await page.getByText('Saved at version 3').waitFor();
  });

  test('two people see each other, what the other selects, and an answer in a shared chat while it is written', async () => {
    const others = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
    const other = await others.newPage();
    await signIn(other, platform.url, 'bob');
    await other.goto(page.url());
    const here = (seen: Page, name: string) =>
      seen.getByRole('list', { name: 'Also here' }).getByRole('img', { name, exact: true });
    await here(page, 'Bob Brown').waitFor();
    await here(other, 'Alice Adams').waitFor();
    await page.locator('.canvas .djs-shape[data-element-id*="Task"]').first().click();
    await other.locator('.person-outline', { hasText: 'Alice Adams' }).waitFor();
    await other.screenshot({ path: join(screenshots, 'presence-light.png') });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.screenshot({ path: join(screenshots, 'presence-dark.png') });
    for (const seen of [page, other]) assert.deepEqual(await findBarriers(seen), []);

    await page.goto(`${platform.url}/threads`);
    await here(other, 'Alice Adams').waitFor({ state: 'detached' });
    await page.getByRole('link', { name: /^Discussion about/ }).click();
    await page.getByRole('button', { name: 'What to do with this chat' }).click();
    await page.getByRole('menuitem', { name: 'Share with the team' }).click();
    await page.getByText('shared with the team').waitFor();
    await other.goto(page.url());
    await here(other, 'Alice Adams').waitFor();
    // The answer has to wait with what it proposes until the other person has seen that it is being written.
    const release = await holdTable(data, 'graphpatch.patches');
    await ask(page, 'Add a task "Seen by two" after "Read the invoice"');
    // Whoever asks need not wait for the answer.
    await page.getByRole('link', { name: 'Home', exact: true }).click();
    await other.locator('article[aria-busy="true"]').waitFor().finally(release);
    await other.getByRole('article').getByText('I propose: Add task "Seen by two"').waitFor();
    const asked = 'Add a task "Seen by two" after "Read the invoice"';
    await other.getByRole('article', { name: 'Alice Adams', exact: true }).getByText(asked).waitFor();
    assert.equal(await other.getByRole('article', { name: 'You' }).count(), 0, 'Bob has said nothing');
    assert.deepEqual(await findBarriers(other), []);
    await other.screenshot({ path: join(screenshots, 'team-chat.png') });

    await page.getByRole('button', { name: /^Notifications, \d+ new/ }).click();
    await page.getByRole('menuitem', { name: /^An answer is there: Discussion about/ }).waitFor();
    await page.screenshot({ path: join(screenshots, 'notifications-dark.png') });
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
    await other.getByRole('button', { name: 'Notifications, 1 new' }).click();
    await other.getByRole('menuitem', { name: /^Alice Adams has shared a chat: Discussion about/ }).click();
    await other.getByRole('heading', { name: /^Discussion about/, level: 1 }).waitFor();
    await others.close();
  });

  test('what waits for somebody, and what was decided for them, is told at once', async () => {
    const others = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
    const other = await others.newPage();
    await signIn(other, platform.url, 'dora');
    await page.goto(platform.url);
    await page.getByRole('heading', { name: 'Home' }).waitFor();
    const found = await callAs(page, 'ameide.artifacts.v1.ArtifactQueryService/ListArtifacts', { pageSize: 100 });
    const all = found.artifacts as { readonly id: string; readonly title: string }[];
    const { id } = all.find(({ title }) => title === 'Order to cash')!;
    const rename = { selector: { id: 'Task_RegisterOrder' }, name: 'Take the order' };
    const request = { ref: `artifacts/${id}/main`, title: 'Said by Dora', operations: [{ id: 'one', rename }] };
    const patches = 'ameide.graph.v1.GraphPatchService';
    const proposed = await callAs(other, `${patches}/ProposePatch`, request);
    const tells = async (seen: Page, what: string) => {
      await seen.getByRole('button', { name: /^Notifications, \d+ new/ }).click();
      await seen.getByRole('menuitem', { name: what }).waitFor();
      await seen.keyboard.press('Escape');
    };
    await tells(page, 'Waits for you: Said by Dora');
    await page.getByRole('link', { name: /^Said by Dora/ }).waitFor();
    const { id: patchId } = proposed.patch as { readonly id: string };
    await callAs(page, `${patches}/RejectPatch`, { patchId, reason: 'Not now' });
    await tells(other, 'Alice Adams has rejected: Said by Dora');
    await page.getByRole('link', { name: /^Said by Dora/ }).waitFor({ state: 'detached' });
    await others.close();
  });
});
