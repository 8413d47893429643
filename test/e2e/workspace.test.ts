import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { type PlatformProcess, startPlatformProcess } from '@ameide/platform/testing';
import { freePort } from '@ameide/test-kit';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { ask, findBarriers, signIn, viewportOf } from './workspace/pages.ts';

const executablePath = process.env.CHROMIUM_PATH;
const skip = executablePath ? false : 'this machine has no Chromium (CHROMIUM_PATH)';
const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
const screenshots = join(import.meta.dirname, 'dist/screenshots');
const proposed = 'Check compliance';
const MODEL = 'Order to cash';

suite('the workspace in a browser', { skip, timeout: 300_000 }, () => {
  let data: string;
  let platform: PlatformProcess;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  /** Of the model: it stays while people talk, review and accept. */
  let address: string;
  const problems: string[] = [];

  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'ameide-workspace-'));
    await mkdir(screenshots, { recursive: true });
    platform = await startPlatformProcess(await freePort(), ['--data', data]);
    browser = await chromium.launch({ executablePath: executablePath!, args });
    context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      colorScheme: 'light',
      locale: 'en-US',
    });
    page = await context.newPage();
    listen(page, problems);
  });
  after(async () => {
    await browser?.close();
    await platform?.end('SIGINT');
    await rm(data, { recursive: true, force: true });
  });

  test('a person signs in and sees the models', async () => {
    await signIn(page, platform.url, 'Alice Adams');
    await page.getByRole('link', { name: MODEL }).waitFor();
  });

  test('a model opens by its name, and the canvas draws it', async () => {
    await page.getByRole('link', { name: MODEL }).click();
    await page.locator('.canvas [data-element-id="Task_RegisterOrder"]').waitFor();
    await page.getByText('Saved at version 1').waitFor();
    address = page.url();
    assert.match(address, /\/artifact\/[0-9a-f-]{36}$/);
  });

  test('the answer goes on after a reload, and ends in a proposal', async () => {
    await ask(page, `Add a task "${proposed}" after "Register the order"`);
    await page.getByRole('article', { name: 'Agent' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Accept 3 changes' }).waitFor();
    await page.getByText('Nothing has changed yet').waitFor();
    assert.equal(await page.getByText('Nothing has changed yet').count(), 1, 'the answer is there once');
    assert.equal(page.url(), address);
  });

  test('the proposal stands on the canvas as ghosts; a line and its ghost light each other', async () => {
    const ghost = page.locator('.ghost.add').filter({ hasText: 'compliance' });
    await ghost.waitFor();
    assert.equal(
      await page.locator('.canvas .djs-element', { hasText: 'compliance' }).count(),
      0,
      'nothing is applied',
    );
    const line = page.locator('.operation').first();
    await line.hover();
    await page.locator('.ghost.add.lit').filter({ hasText: 'compliance' }).waitFor();
    await page.getByRole('textbox', { name: 'Message' }).hover();
    await ghost.locator('.ghost-shape').hover({ force: true });
    await page.screenshot({ path: join(screenshots, 'proposal-light.png') });
    await page.locator('.operation[data-lit]').first().getByText(`Task “${proposed}” in`).waitFor();
  });

  test('what an operation needs comes and goes along with it', async () => {
    await page.getByRole('checkbox', { name: `Task “${proposed}” in “Order to cash”` }).focus();
    await page.keyboard.press('Space');
    await page.getByText('0 of 3 selected').waitFor();
    assert.equal(await page.locator('.ghost').count(), 0, 'the canvas shows what is selected');
    await page.getByRole('checkbox', { name: `Flow from “${proposed}” to “Check the credit limit”` }).focus();
    await page.keyboard.press('Space');
    await page.getByText('2 of 3 selected').waitFor();
    await page.getByRole('checkbox', { name: `Flow from “Register the order” leads to “${proposed}”` }).focus();
    await page.keyboard.press('Space');
    await page.getByText('3 of 3 selected').waitFor();
  });

  test('after "Accept" the canvas follows, and neither the view nor the address has moved', async () => {
    await page.getByRole('button', { name: 'Zoom in' }).click();
    const view = await viewportOf(page);
    await page.getByRole('button', { name: 'Accept 3 changes' }).click();
    await page.locator('.canvas .djs-element', { hasText: 'compliance' }).first().waitFor();
    await page.getByText('Saved at version 2').waitFor();
    await page
      .getByRole('article', { name: /^Proposal/ })
      .getByText('Accepted')
      .waitFor();
    await page.locator('.ghost').first().waitFor({ state: 'detached' });
    assert.deepEqual(await viewportOf(page), view);
    assert.equal(page.url(), address);
  });

  test('the same by keyboard only: find the model, ask, accept', async () => {
    await page.goto(platform.url);
    await page.getByRole('heading', { name: 'Home' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.type('order to cash');
    await page.getByRole('option', { selected: true, name: MODEL }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Saved at version 2').waitFor();
    await tabTo(page, 'composer');
    await page.keyboard.type('Rename "Register the order" to "Record the order"');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Accept 1 change' }).waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByText('Saved at version 3').waitFor();
    await page.locator('.canvas .djs-element', { hasText: 'Record' }).first().waitFor();
  });

  test('a rejection has a reason, and leaves the model as it is', async () => {
    await ask(page, 'Remove the task "Record the order"');
    await page.getByRole('button', { name: 'Reject…' }).click();
    await page.getByRole('textbox', { name: /^Why/ }).fill('We need it');
    await page.getByRole('button', { name: 'Reject: leave the model as it is' }).click();
    await page.getByText('because: We need it').waitFor();
    await page.getByText('Saved at version 3').waitFor();
    await page.locator('.ghost').first().waitFor({ state: 'detached' });
  });

  test('history shows who and why, an old version can be looked at, the newest be taken back', async () => {
    await page.getByRole('button', { name: 'History' }).click();
    await page.getByText('Version 2', { exact: true }).waitFor();
    assert.equal(await page.getByText('Alice Adams').count(), 3);
    await page.getByRole('button', { name: 'Look at it' }).last().click();
    await page.getByText('You are looking at version 1').waitFor();
    await page.locator('.canvas .djs-element', { hasText: 'Record' }).first().waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Back to the newest' }).click();
    await page.getByRole('button', { name: 'Take back' }).click();
    await page.getByText('Saved at version 4').waitFor();
    await page.locator('.canvas .djs-element', { hasText: 'Register' }).first().waitFor();
  });

  test('a link leads to an element', async () => {
    await page.goto(`${address}?element=Task_CheckCredit`);
    await page.locator('.canvas .djs-element.selected[data-element-id="Task_CheckCredit"]').waitFor();
  });

  test('a chat is found by what was said in it, and shared', async () => {
    await page.goto(`${platform.url}/threads`);
    await page.getByRole('searchbox', { name: 'Search chats and messages' }).fill('compliance');
    await page
      .locator('mark', { hasText: /compliance/i })
      .first()
      .waitFor();
    await page.getByRole('link', { name: /^Discussion about/ }).click();
    await page.getByText('only me').waitFor();
    // No run was followed on this page: its messages say what was done for them.
    await page.locator('.calls').getByText('Worked out changes').first().waitFor();
    await page.locator('.message-facts').filter({ hasText: 'tokens' }).first().waitFor();
    await page.getByRole('button', { name: 'What to do with this chat' }).click();
    await page.getByRole('menuitem', { name: 'Share with the team' }).click();
    await page.getByText('shared with the team').waitFor();
  });

  test('a model gets another name; it is deleted, and brought back', async () => {
    await page.goto(address);
    await page.getByText('Saved at version 4').waitFor();
    await page.getByRole('button', { name: 'Export, link, rename' }).click();
    await page.getByRole('menuitem', { name: 'Rename the model' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('From order to cash');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'From order to cash', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Export, link, rename' }).click();
    await page.getByRole('menuitem', { name: 'Delete the model' }).click();
    await page.getByRole('heading', { name: 'Home' }).waitFor();
    await page.getByRole('link', { name: 'From order to cash' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Bring it back' }).click();
    await page.getByRole('link', { name: 'From order to cash' }).waitFor();
  });

  test('what was deleted is found and brought back later, too', async () => {
    await page.getByRole('link', { name: 'From order to cash' }).click();
    await page.getByRole('button', { name: 'Export, link, rename' }).click();
    await page.getByRole('menuitem', { name: 'Delete the model' }).click();
    await page.getByRole('heading', { name: 'Home' }).waitFor();
    await page.reload();
    await page.getByText('Recently deleted').click();
    const bringBack = page.getByRole('button', { name: 'Bring back “From order to cash”' });
    await bringBack.waitFor();
    await page.screenshot({ path: join(screenshots, 'home-deleted-light.png') });
    assert.deepEqual(await findBarriers(page), []);
    await bringBack.click();
    await page.getByRole('link', { name: 'From order to cash' }).waitFor();
    await bringBack.waitFor({ state: 'detached' });
  });

  test('models are made from files that are dropped; a broken one says why', async () => {
    await page.goto(platform.url);
    await page.locator('.home').waitFor();
    await page.locator('.home').dispatchEvent('drop', { dataTransfer: await filesToDrop(page) });
    await page.getByText('1 of 2 imported').waitFor();
    await page.getByRole('link', { name: 'Open' }).click();
    await page.locator('.canvas [data-element-id="Task_1"]').waitFor();
  });

  for (const theme of ['light', 'dark'] as const) {
    test(`nothing hinders people on any page in ${theme} colours`, async () => {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      const barriers: string[] = [];
      const look = async (name: string) => {
        await page.screenshot({ path: join(screenshots, `${name}-${theme}.png`) });
        barriers.push(...(await findBarriers(page)).map((barrier) => `${name}: ${barrier}`));
      };
      for (const [name, path, sign] of pagesOf(address)) {
        await page.goto(new URL(path, platform.url).href);
        await page.getByText(sign).first().waitFor();
        await look(name);
      }
      await page.goto(address);
      await page.locator('.canvas .djs-element').first().waitFor();
      await look('model');
      await page.getByRole('button', { name: 'Edit', exact: true }).click();
      await page.locator('.djs-palette .entry').first().waitFor();
      await page.locator('.canvas .djs-element').first().waitFor();
      await look('editing');
      await page.getByRole('button', { name: 'Done' }).click();
      await page.locator('.djs-palette').waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'History' }).click();
      await page.getByText('Version 1', { exact: true }).waitFor();
      await look('history');
      await page.keyboard.press('Control+k');
      await page.getByRole('option').first().waitFor();
      await look('palette');
      assert.deepEqual(barriers, []);
    });
  }

  test('no page has complained, but for the file that is no model', () => {
    // The page of a model hears of its end, and asks, before it is left.
    const expected = /400 .*ModelService\/ImportModel$|404 .*ArtifactQueryService\/GetArtifact$/;
    const unexpected = problems.filter((problem) => !expected.test(problem));
    assert.deepEqual(unexpected, []);
  });
});

function listen(page: Page, problems: string[]): void {
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`${message.text()} ${message.location().url}`);
  });
}

/** Names, addresses, and a text that is there when the page is. */
function pagesOf(address: string): readonly (readonly [string, string, string])[] {
  return [
    ['home', '/', 'Waits for you'],
    ['chats', '/threads', 'shared with the team'],
    ['reviews', '/reviews', 'Nothing waits for you'],
    ['settings', '/settings', 'As the system'],
    ['kit', '/kit', 'Bands and empty places'],
    ['nothing', '/nothing-of-the-kind', 'There is nothing here'],
    ['old-version', `${address}?version=1`, 'You are looking at version 1'],
  ];
}

/** Goes from stop to stop until an element has the focus, as a person without a mouse does. */
async function tabTo(page: Page, id: string): Promise<void> {
  const stops = 60;
  for (let stop = 0; stop < stops; stop++) {
    if ((await page.evaluate(() => document.activeElement?.id)) === id) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab never comes to #${id}`);
}

function filesToDrop(page: Page) {
  return page.evaluateHandle(() => {
    const document = `<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
      xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" id="d" targetNamespace="t"><bpmn:process id="p"><bpmn:task id="Task_1" name="One" /></bpmn:process>
      <bpmndi:BPMNDiagram id="g"><bpmndi:BPMNPlane id="l" bpmnElement="p"><bpmndi:BPMNShape id="s" bpmnElement="Task_1">
      <dc:Bounds x="100" y="100" width="100" height="80" /></bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>`;
    const dropped = new DataTransfer();
    dropped.items.add(new File([document], 'Dropped.bpmn'));
    dropped.items.add(new File(['this is no model'], 'Broken.bpmn'));
    return dropped;
  });
}
