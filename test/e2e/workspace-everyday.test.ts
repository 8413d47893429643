import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { type PlatformProcess, startPlatformProcess } from '@ameide/platform/testing';
import { freePort, until } from '@ameide/test-kit';
import { type Browser, chromium, type Page } from 'playwright-core';
import { callAs, longChat } from './workspace/long-chat.ts';
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
      // What is not there and what is no model are answers with a status of their own; they may arrive late.
      if (message.type() === 'error' && !/40[04] \(/.test(message.text())) complaints.push(message.text());
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

  test('another agent can be asked; what tools were asked and answered is there, and an answer is copied', async () => {
    await page.getByRole('button', { name: 'Asks Process modeller' }).click();
    await page.getByRole('menuitem', { name: 'Guide' }).click();
    await page.getByRole('button', { name: 'Asks Guide' }).waitFor();
    await ask(page, 'List the tasks');
    const answer = page.getByRole('article', { name: 'Agent' }).last();
    await answer.locator('.message-facts', { hasText: 'Guide' }).waitFor();
    await answer.getByText('Read the model').click();
    await answer.getByText(/"intent": "/).waitFor();
    await look('tool-call');
    await page.setViewportSize({ width: 390, height: 900 });
    await page.waitForFunction(() => {
      const right = document.querySelector('.composer-row')?.lastElementChild?.getBoundingClientRect().right;
      return right !== undefined && right <= innerWidth;
    });
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await answer.getByRole('button', { name: 'Copy the answer' }).click();
    await answer.getByRole('button', { name: 'Copied' }).waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /Register the order/);
    await page.reload();
    await page.getByRole('button', { name: 'Asks Guide' }).click();
    await page.getByRole('menuitem', { name: 'Process modeller' }).click();
    await page.getByRole('button', { name: 'Asks Process modeller' }).waitFor();
  });

  test('an icon button says what it is called, to the mouse and to the keyboard', async () => {
    const fit = page.getByRole('button', { name: 'Fit into view' });
    const tooltip = page.getByRole('tooltip');
    // Tooltips come a little after the page: a mouse that rested on the button before has to come again.
    await until(async () => {
      await page.mouse.move(700, 20);
      await fit.hover();
      const shown = tooltip.getByText('Fit into view').waitFor({ timeout: 2_000 });
      return shown.then(
        () => true,
        () => false,
      );
    });
    await page.keyboard.press('Shift');
    await tooltip.waitFor({ state: 'detached' });
    await fit.focus();
    await tooltip.getByText('Fit into view').waitFor();
    assert.equal(await page.locator(`[id="${await fit.getAttribute('aria-describedby')}"]`).textContent(), '0');
    await page.screenshot({ path: join(screenshots, 'tooltip.png') });
    await page.keyboard.press('Escape');
    await tooltip.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Zoom in' }).hover();
    await tooltip.getByText('Zoom in').waitFor();
    await page.mouse.down();
    await tooltip.waitFor({ state: 'detached' });
    await page.mouse.up();
  });

  test('a long chat opens at its end; what is read stays where it is when older messages come', async () => {
    const threadId = await longChat(page, 160);
    let isAsked = false;
    const older = Promise.withResolvers<void>();
    await page.route('**/GetMessages', async (route) => {
      // A request for older messages has a page token; one for the newest, which may be asked for again, is shorter.
      if ((route.request().postDataBuffer()?.length ?? 0) > 60) {
        isAsked = true;
        await older.promise;
      }
      await route.continue();
    });
    await page.goto(`${platform.url}/threads/${threadId}`);
    await page.getByText('Message 160').waitFor();
    const rows = page.getByRole('feed').getByRole('article');
    assert.ok((await rows.count()) < 50, 'only what is near is drawn');
    assert.equal(await rows.last().getAttribute('aria-posinset'), '160');
    assert.equal(await rows.last().getAttribute('aria-setsize'), '160');

    await page.getByRole('region', { name: 'Messages' }).hover();
    const wheel = async (until: () => Promise<boolean>) => {
      for (let turn = 0; !(await until()); turn++) {
        assert.ok(turn < 100);
        await page.mouse.wheel(0, -300);
        await page.evaluate(() => new Promise(requestAnimationFrame));
      }
    };
    await wheel(async () => isAsked);
    const place = () =>
      page.evaluate(() => {
        const view = document.querySelector('.talk')!;
        const top = view.getBoundingClientRect().top;
        const inView = [...view.querySelectorAll('article')].find((one) => one.getBoundingClientRect().top > top)!;
        const shown = { text: inView.textContent, top: Math.round(inView.getBoundingClientRect().top) };
        return { shown, height: view.scrollHeight };
      });
    const before = await place();
    older.resolve();
    await page.waitForFunction(
      (height) => document.querySelector('.talk')!.scrollHeight > height + 1000,
      before.height,
    );
    assert.deepEqual((await place()).shown, before.shown);
    await wheel(async () => (await rows.first().getAttribute('aria-posinset')) === '1');

    await page.getByRole('button', { name: 'Newest' }).click();
    await page.getByText('Message 160').waitFor();
    await page.getByRole('button', { name: 'Newest' }).waitFor({ state: 'detached' });
    await page.unroute('**/GetMessages');
    await look('long-chat');
  });

  test('the palette finds what somebody wrote, and leads to the message', async () => {
    const chat = page.url();
    await page.getByRole('link', { name: 'Home', exact: true }).click();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search or do anything' }).fill('message 40');
    const found = page.getByRole('option', { name: /Message 40.*A long chat/ });
    await found.waitFor();
    await look('palette-messages');
    await found.click();
    await page.locator('[data-found] article[aria-posinset="40"]').waitFor();
    await page.getByRole('button', { name: 'Newest' }).waitFor();
    await page.goto(chat);
    await page.getByText('Message 160').waitFor();
    await page.getByRole('region', { name: 'Messages' }).hover();
  });

  test('an answer does not take a person away from what they read', async () => {
    await page.mouse.wheel(0, -600);
    await page.getByRole('button', { name: 'Newest' }).waitFor();
    const top = () => page.locator('.talk').evaluate((view) => view.scrollTop);
    const before = await top();
    // A click from the keyboard scrolls to the button first.
    await page.getByRole('button', { name: 'Ask for an answer' }).evaluate((button: HTMLElement) => button.click());
    await page.getByRole('button', { name: '1 new' }).waitFor();
    assert.equal(await top(), before);
    await page.getByRole('button', { name: '1 new' }).click();
    await page.getByText('I answer questions about a model').waitFor();
    await ask(page, 'hello');
    await page.getByRole('article', { name: 'Agent' }).nth(1).getByText('I answer questions about a model').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Newest' }).count(), 0, 'who is at the end stays there');
  });

  test('what waits is in one list, can be narrowed, and is decided there', async () => {
    const request = { title: 'Without content', kind: 'bpmn::process', idempotencyKey: crypto.randomUUID() };
    await callAs(page, 'ameide.artifacts.v1.ArtifactCommandService/CreateArtifact', request);
    await page.goto(platform.url);
    await page.getByRole('link', { name: `${MODEL} BPMN` }).click();
    await ask(page, 'Rename "Register the order" to "Record the order"');
    await page.getByRole('button', { name: 'Accept 1 change' }).waitFor();
    await page.goto(platform.url);
    await page.getByRole('link', { name: 'Rename user task' }).waitFor();
    await page.getByRole('link', { name: 'All proposals' }).click();
    await page.getByRole('button', { name: 'Model: All models' }).click();
    await page.getByRole('menuitem', { name: 'Without content' }).click();
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByRole('button', { name: 'Proposed by: Anybody' }).click();
    await page.getByRole('menuitem', { name: 'Process modeller' }).click();
    await page.getByRole('button', { name: /^Show the changes of/ }).click();
    await page.getByRole('button', { name: 'Accept 1 change' }).waitFor();
    await look('reviews');
    await page.getByRole('button', { name: 'Accept 1 change' }).click();
    await page.getByText('Nothing waits for you').or(page.getByText('No proposal matches')).waitFor();
    await page.getByRole('radio', { name: 'Accepted' }).check({ force: true });
    await page.getByRole('link', { name: 'Rename user task' }).click();
    await page.getByText('Saved at version 2').waitFor();
  });

  test('a file that is no model is told in a sentence, and leaves nothing behind', async () => {
    await page.goto(platform.url);
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
    await page.locator('input[type=file]').setInputFiles([
      { name: 'empty.bpmn', mimeType: 'text/xml', buffer: Buffer.alloc(0) },
      { name: 'picture.bpmn', mimeType: 'text/xml', buffer: png },
      { name: 'cut.bpmn', mimeType: 'text/xml', buffer: Buffer.from('<definitions><process id="a">') },
    ]);
    await page.getByText('The file is empty.').waitFor();
    await page.getByText('This is no BPMN file.').waitFor();
    await page.getByText('The file is damaged or incomplete.').waitFor();
    await page.reload();
    await page.getByText('Recently deleted').click();
    await page.locator('.deleted :is(p, li)').first().waitFor();
    assert.equal(await page.getByText(/^(empty|picture|cut)\b/).count(), 0);
  });

  test('a model without a drawing is read in its outline, and gets a layout that is looked at first', async () => {
    const undrawn = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:x"><process id="P">
      <startEvent id="S"/><task id="T" name="Count stock"/><sequenceFlow id="F" sourceRef="S" targetRef="T"/></process></definitions>`;
    const file = { name: 'undrawn.bpmn', mimeType: 'text/xml', buffer: Buffer.from(undrawn) };
    await page.locator('input[type=file]').setInputFiles([file]);
    await page.getByRole('link', { name: 'Open', exact: true }).click();
    await page.getByRole('heading', { name: 'This model has no drawing' }).waitFor();
    await page.getByRole('button', { name: 'Show the outline' }).click();
    await page.getByRole('treeitem', { name: /Count stock/ }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Edit', exact: true }).count(), 0);
    await look('undrawn');
    await page.getByRole('button', { name: 'Create a layout' }).click();
    const preview = page.getByRole('region', { name: 'Preview of the layout' });
    await preview.getByText('Shapes: 2, lines: 1').waitFor();
    await look('layout-preview');
    await preview.getByRole('button', { name: 'Accept the layout' }).click();
    await page.locator('.canvas [data-element-id="T"]').waitFor();
    await page.getByText('Saved at version 2').waitFor();
    await page.getByRole('button', { name: 'Edit', exact: true }).waitFor();
    await page.getByRole('button', { name: 'History' }).click();
    await page.getByRole('button', { name: 'Take back' }).first().click();
    await page.getByRole('heading', { name: 'This model has no drawing' }).waitFor();
    await page.goto(platform.url);
  });

  test('a model without content says how to begin, and takes a file that is dropped', async () => {
    const create = async (title: string) => {
      const request = { title, kind: 'bpmn::process', idempotencyKey: crypto.randomUUID() };
      const { artifact } = (await callAs(
        page,
        'ameide.artifacts.v1.ArtifactCommandService/CreateArtifact',
        request,
      )) as {
        artifact: { id: string };
      };
      await page.goto(`${platform.url}/artifact/${artifact.id}`);
      await page.getByRole('heading', { name: 'This model has no content yet' }).waitFor();
    };
    const drop = (names: readonly string[]) =>
      page.locator('.empty-model').evaluate(async (area, names) => {
        const text = await (await fetch('/favicon.svg')).text();
        const document = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:x"><process id="P"><task id="T" name="Dropped"/></process></definitions>`;
        const files = new DataTransfer();
        for (const name of names) files.items.add(new File([name.endsWith('.svg') ? text.slice(1) : document], name));
        for (const type of ['dragover', 'drop'])
          area.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: files }));
      }, names);
    await create('Filled by dropping');
    await page.getByRole('region', { name: 'Ways to begin' }).waitFor();
    assert.equal(await page.getByText('Connecting').count(), 0);
    await look('empty-model');
    await drop(['a.bpmn', 'b.bpmn']);
    await page.getByText('Drop one file').waitFor();
    await drop(['no-model.svg']);
    await page.getByText('This is no BPMN file.').waitFor();
    await drop(['a.bpmn']);
    await page.getByRole('heading', { name: 'This model has no drawing' }).waitFor();
    await page.getByText('Saved at version 1').waitFor();

    await create('Filled by drawing');
    await page.getByRole('button', { name: 'Draw' }).click();
    await page.locator('.djs-palette').waitFor();
    await page.locator('.canvas .djs-shape').first().waitFor();
    await create('Filled by asking');
    await page.getByRole('button', { name: 'Ask the agent' }).click();
    await page.getByText('Saved at version 1').waitFor();
    await page.waitForFunction(() => document.activeElement?.matches('.artifact-panel textarea'));
    await page.goto(platform.url);
  });

  test('what was taken back is said to be, and only once', async () => {
    await page.getByRole('link', { name: `${MODEL} BPMN` }).click();
    await ask(page, 'Rename "Record the order" to "Note the order"');
    await page.getByRole('button', { name: 'Accept 1 change' }).click();
    await page.getByText('Saved at version 3').waitFor();
    await page.getByRole('button', { name: 'History' }).click();
    await page.getByRole('button', { name: 'Take back' }).first().click();
    await page.getByText('Saved at version 4').waitFor();
    await page.getByRole('tab', { name: 'Chat' }).click();
    await page.getByText('taken back in version 4').waitFor();
  });

  test('a page that is not there says so, and the program has no fault', async () => {
    await page.goto(`${platform.url}/artifact/00000000-0000-4000-8000-000000000000`);
    await page.getByRole('heading', { name: 'There is nothing here', level: 1 }).waitFor();
    assert.equal((await fetch(`${platform.url}/metrics`)).status, 404);
  });

  test('settings tell what agents have used', async () => {
    await page.goto(`${platform.url}/settings`);
    const row = page.getByRole('row', { name: /Process modeller offline/ });
    await row.waitFor();
    const tokens = await row.getByRole('cell').nth(3).textContent();
    assert.ok(Number(tokens?.replaceAll(',', '')) > 100, `${tokens} tokens were read`);
    await page.getByRole('row', { name: /^All together/ }).waitFor();
    await look('settings');
  });

  test('nothing has complained in the console', () => assert.deepEqual(complaints, []));
});
