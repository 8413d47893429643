import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { type PlatformProcess, startPlatformProcess } from '@ameide/platform/testing';
import { freePort } from '@ameide/test-kit';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findBarriers, signIn } from './workspace/pages.ts';

const executablePath = process.env.CHROMIUM_PATH;
const skip = executablePath ? false : 'this machine has no Chromium (CHROMIUM_PATH)';
const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
const screenshots = join(import.meta.dirname, 'dist/screenshots');
/** A task without a name inside a closed sub-process, a task that lies on a flow and is not in it, and one that is in none. */
const untidy = join(import.meta.dirname, 'workspace/untidy.bpmn');

suite('advice on a model', { skip, timeout: 240_000 }, () => {
  let data: string;
  let platform: PlatformProcess;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  const tab = (name: RegExp | string) => page.getByRole('tab', { name });
  const problem = (title: string, element = '') =>
    page
      .getByRole('list', { name: 'Problems of the model' })
      .getByRole('listitem')
      .filter({ hasText: title })
      .filter({ hasText: element });
  const suggestion = (title: string) =>
    page.getByRole('region', { name: 'Suggestions for the model' }).getByRole('listitem').filter({ hasText: title });
  const selected = (id: string) => page.locator(`.canvas .djs-element.selected[data-element-id="${id}"]`);

  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'ameide-advice-'));
    await mkdir(screenshots, { recursive: true });
    platform = await startPlatformProcess(await freePort(), ['--data', data, '--no-samples']);
    browser = await chromium.launch({ executablePath: executablePath!, args });
    page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-US', reducedMotion: 'reduce' });
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await signIn(page, platform.url, 'alice');
    await page.locator('input[type=file]').setInputFiles(untidy);
    await page.getByRole('link', { name: 'Open' }).click();
    await page.getByText('Saved at version 1').waitFor();
  });
  after(async () => {
    await browser?.close();
    await platform?.end('SIGINT');
    await rm(data, { recursive: true, force: true });
  });

  test('the tab says how many problems there are, and the canvas has signs where they are', async () => {
    await tab('Problems 3').click();
    await page.getByText('3 warnings').waitFor();
    await page.locator('.canvas .finding-mark.warning').nth(1).waitFor();
    assert.equal(await page.locator('.canvas .finding-mark').count(), 2, 'the third is inside the sub-process');
    await page.screenshot({ path: join(screenshots, 'problems-light.png') });
    await page.getByRole('checkbox', { name: 'Signs on the canvas' }).focus();
    await page.keyboard.press('Space');
    await page.locator('.canvas .finding-mark').first().waitFor({ state: 'detached' });
    await page.keyboard.press('Space');
    await page.locator('.canvas .finding-mark').first().waitFor();
  });

  test('a problem leads to its element, also inside a closed sub-process, and the trail leads back', async () => {
    await problem('Has no name').getByRole('button').first().click();
    await selected('Unnamed').waitFor();
    const trail = page.getByRole('navigation', { name: 'Where you are in the model' });
    await trail.getByText('Pack goods').waitFor();
    await page.locator('.canvas .finding-mark').first().waitFor();
    await page.screenshot({ path: join(screenshots, 'plane-light.png') });
    await trail.getByRole('button', { name: 'Whole model' }).focus();
    await page.keyboard.press('Enter');
    await trail.waitFor({ state: 'detached' });
    await problem('Is not connected', 'Send bill').getByRole('button').first().click();
    await selected('Bill').waitFor();
  });

  test('what needs thought is asked of the agent, once the person sends it', async () => {
    await problem('Has no name').getByRole('button', { name: 'Ask the agent' }).click();
    const message = page.getByRole('textbox', { name: 'Message' });
    await message.waitFor();
    assert.match(await message.inputValue(), /^Task after “Box taken”: Has no name\. .*What do you propose\?$/);
    await message.fill('');
    await tab('Problems 3').click();
  });

  test('what is missing is a field to fill in', async () => {
    await problem('Has no name').getByRole('button', { name: 'Fill in…' }).click();
    await page.locator('.properties input:focus').waitFor();
    await page.getByRole('textbox', { name: 'Name', exact: true }).and(page.locator(':focus')).waitFor();
    await tab('Problems 3').click();
  });

  test('a fix is shown before it is accepted, and the list follows the model', async () => {
    await problem('Is not connected', 'Send bill').getByRole('button', { name: 'Remove it…' }).click();
    await page.locator('.ghost.remove').waitFor();
    await selected('Bill').waitFor();
    await page.getByRole('region', { name: 'What it would do' }).getByText('Task “Send bill”').waitFor();
    await page.getByText('Saved at version 1').waitFor();
    await page.screenshot({ path: join(screenshots, 'fix-light.png') });
    assert.deepEqual(await findBarriers(page), []);
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await page.locator('.ghost').first().waitFor({ state: 'detached' });
    await problem('Is not connected', 'Send bill').getByRole('button', { name: 'Remove it…' }).click();
    await page.getByRole('region', { name: 'What it would do' }).getByRole('button', { name: 'Accept' }).click();
    await page.getByText('Saved at version 2').waitFor();
    await tab('Problems 2').waitFor();
    await page.locator('.canvas [data-element-id="Bill"]').waitFor({ state: 'detached' });
  });

  test('while a draft is open, advice is about it, and what is accepted goes into it', async () => {
    await problem('Has no name').getByRole('button', { name: 'Fill in…' }).click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Wrap goods');
    await page.keyboard.press('Enter');
    await page.getByText('Draft of 1 change to save').waitFor();
    await tab('Problems 1').click();
    await suggestion('Put “Weigh goods” into the flow').getByRole('button', { name: 'Preview' }).click();
    await page.locator('.ghost.add').first().waitFor();
    await page.getByRole('region', { name: 'What it would do' }).getByRole('button', { name: 'Accept' }).click();
    await page.getByText('Draft of 2 changes to save').waitFor();
    await page.getByText('Nothing to say against this model').waitFor();
    await page.getByText('Saved at version 2').waitFor();
    await page.getByRole('button', { name: 'Discard…' }).click();
    await page.getByRole('button', { name: 'Discard 2 changes' }).click();
    await tab('Problems 2').waitFor();
  });

  test('a suggestion is accepted, another one dismissed for good', async () => {
    await suggestion('Put “Weigh goods” into the flow').getByRole('button', { name: 'Preview' }).click();
    await page.locator('.ghost.add').first().waitFor();
    await page.screenshot({ path: join(screenshots, 'suggestion-light.png') });
    await page.getByRole('region', { name: 'What it would do' }).getByRole('button', { name: 'Accept' }).click();
    await page.getByText('Saved at version 3').waitFor();
    await tab('Problems 1').waitFor();
    await suggestion('Name it “Step after Box taken”').getByRole('button', { name: 'Dismiss' }).click();
    await suggestion('Name it').waitFor({ state: 'detached' });
    await page.reload();
    await tab('Problems 1').click();
    await problem('Has no name').waitFor();
    assert.equal(await suggestion('Name it').count(), 0);
  });

  test('the outline leads to every element by keyboard, in the order of the flows', async () => {
    await page.keyboard.press('o');
    await page.locator('[role=tab]:focus', { hasText: 'Outline' }).waitFor();
    const tree = page.getByRole('tree', { name: 'Elements of the model' });
    await tree.getByRole('treeitem').first().waitFor();
    await page.keyboard.press('Tab');
    await tree.locator('[role=treeitem]:focus').waitFor();
    await page.keyboard.press('Home');
    const reached: string[] = [];
    const at = () => page.evaluate(() => document.activeElement?.getAttribute('data-id') ?? '');
    for (let last = ''; ; ) {
      // Opens what is folded, and goes into what is open.
      await page.keyboard.press('ArrowRight');
      if ((await page.locator(':focus').getAttribute('aria-expanded')) === 'true' && (await at()) === last) continue;
      if ((await at()) === last) await page.keyboard.press('ArrowDown');
      if ((await at()) === last) break;
      last = await at();
      reached.push(last);
    }
    assert.deepEqual(
      reached.filter((id) => !/flow/i.test(id)),
      ['Start', 'Check', 'Weigh', 'Pack', 'Packing', 'Unnamed', 'Packed', 'End'],
    );
    assert.equal(reached.filter((id) => /flow/i.test(id)).length, 6, 'and every flow');
    await selected('End').waitFor();
    await page.keyboard.type('che');
    await selected('Check').waitFor();
    await page.screenshot({ path: join(screenshots, 'outline-light.png') });
    await page.keyboard.press('Enter');
    await page.locator('.canvas svg:focus').waitFor();
    await page.locator('.canvas [data-element-id="Start"]').first().click();
    await page.getByRole('treeitem', { name: 'Order received', selected: true }).waitFor();
  });

  for (const theme of ['light', 'dark'] as const) {
    test(`nothing hinders people in ${theme} colours`, async () => {
      await page.emulateMedia({ colorScheme: theme });
      const barriers = await findBarriers(page);
      await page.screenshot({ path: join(screenshots, `outline-${theme}.png`) });
      await tab(/^Problems/).click();
      await problem('Has no name').getByRole('button').first().click();
      await page.getByRole('navigation', { name: 'Where you are in the model' }).waitFor();
      await page.screenshot({ path: join(screenshots, `problems-${theme}.png`) });
      barriers.push(...(await findBarriers(page)));
      assert.deepEqual(barriers, []);
      await tab('Outline').click();
    });
  }

  test('who may only look sees the problems, in their language, and is offered nothing', async () => {
    const context = await browser.newContext({ locale: 'de-DE' });
    const address = page.url();
    const theirs = await context.newPage();
    await theirs.goto(platform.url);
    await theirs.getByRole('button', { name: /Bob Brown/ }).click();
    await theirs.getByRole('heading', { name: 'Start' }).waitFor();
    await theirs.goto(address);
    await theirs.getByRole('tab', { name: 'Probleme 1' }).click();
    const row = theirs.getByRole('list', { name: 'Probleme des Modells' }).getByRole('listitem');
    await row.filter({ hasText: 'Hat keinen Namen' }).filter({ hasText: 'Aufgabe nach „Box taken“' }).waitFor();
    await theirs.screenshot({ path: join(screenshots, 'problems-german.png') });
    assert.equal(await row.getByRole('button').count(), 1);
    assert.equal(await theirs.getByRole('region', { name: 'Vorschläge für das Modell' }).count(), 0);
    await context.close();
  });

  test('no page has complained', () => {
    assert.deepEqual(problems, []);
  });
});
