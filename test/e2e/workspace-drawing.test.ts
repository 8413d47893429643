import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { type PlatformProcess, startPlatformProcess } from '@ameide/platform/testing';
import { freePort } from '@ameide/test-kit';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { createHand, type Hand } from './workspace/canvas.ts';
import { thousandElements } from './workspace/large-model.ts';
import { ask, signIn, viewportOf } from './workspace/pages.ts';

const executablePath = process.env.CHROMIUM_PATH;
const skip = executablePath ? false : 'this machine has no Chromium (CHROMIUM_PATH)';
const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];

/** With what bpmn-js loses when it writes a document itself: a comment, and elements and attributes of a vendor. */
const DOCUMENT = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:acme="https://acme.example/bpmn" id="Definitions_1" targetNamespace="https://acme.example">
  <!-- checked by the auditors -->
  <bpmn:process id="Process_1" isExecutable="false" acme:owner="Finance">
    <bpmn:startEvent id="Start" name="Order"><bpmn:outgoing>Flow_1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="Task_A" name="Check" acme:cost="12">
      <bpmn:extensionElements><acme:form key="check"><acme:field name="amount" /></acme:form></bpmn:extensionElements>
      <bpmn:incoming>Flow_1</bpmn:incoming>
      <bpmn:outgoing>Flow_2</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:task id="Task_B" name="Ship">
      <bpmn:incoming>Flow_2</bpmn:incoming>
    </bpmn:task>
    <bpmn:sequenceFlow id="Flow_1" sourceRef="Start" targetRef="Task_A" />
    <bpmn:sequenceFlow id="Flow_2" sourceRef="Task_A" targetRef="Task_B" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="Diagram_1">
    <bpmndi:BPMNPlane id="Plane_1" bpmnElement="Process_1">
      <bpmndi:BPMNShape id="Start_di" bpmnElement="Start"><dc:Bounds x="160" y="182" width="36" height="36" /></bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="Task_A_di" bpmnElement="Task_A" acme:color="blue"><dc:Bounds x="260" y="160" width="100" height="80" /></bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="Task_B_di" bpmnElement="Task_B"><dc:Bounds x="620" y="160" width="100" height="80" /></bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="Flow_1_di" bpmnElement="Flow_1"><di:waypoint x="196" y="200" /><di:waypoint x="260" y="200" /></bpmndi:BPMNEdge>
      <bpmndi:BPMNEdge id="Flow_2_di" bpmnElement="Flow_2"><di:waypoint x="360" y="200" /><di:waypoint x="620" y="200" /></bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
`;

suite('drawing in the workspace', { skip, timeout: 180_000 }, () => {
  let data: string;
  let platform: PlatformProcess;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let hand: Hand;
  let version = 1;
  const problems: string[] = [];

  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'ameide-drawing-'));
    platform = await startPlatformProcess(await freePort(), ['--data', data, '--no-samples']);
    browser = await chromium.launch({ executablePath: executablePath!, args });
    context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: 'en-US',
      acceptDownloads: true,
    });
    page = await context.newPage();
    page.on('pageerror', (error) => problems.push(error.stack ?? error.message));
    page.on('console', (message) => {
      // Refusals, of what was overtaken and of what is too long, are answers with a status of their own.
      if (message.type() === 'error' && !/40[09]/.test(message.text())) problems.push(message.text());
    });
    hand = createHand(page);
    await signIn(page, platform.url, 'alice');
    await page.locator('input[type=file]').setInputFiles({
      name: 'Vendor.bpmn',
      mimeType: 'application/xml',
      buffer: Buffer.from(DOCUMENT),
    });
    await page.getByRole('link', { name: 'Open' }).click();
    await page.getByText('Saved at version 1').waitFor();
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.locator('.djs-palette').waitFor();
    await page.locator('.canvas [data-element-id="Task_A"]').waitFor();
  });
  after(async () => {
    await browser?.close();
    await platform?.end('SIGINT');
    await rm(data, { recursive: true, force: true });
  });

  /** What was drawn is kept when the server has it in a draft; here each is saved as a version. */
  async function kept(edits = 1): Promise<string> {
    await save(edits);
    return exported(page);
  }
  async function save(edits: number): Promise<void> {
    await page.getByText(edits === 1 ? 'Draft of 1 change to save' : `Draft of ${edits} changes to save`).waitFor();
    version += 1;
    await page.keyboard.press('Control+s');
    await page.getByRole('textbox', { name: 'Note (optional)' }).press('Enter');
    await page.getByText(`Saved at version ${version}`).waitFor();
    await page.getByText(/Draft of/).waitFor({ state: 'detached' });
  }

  test('a name is one attribute; nothing else of the document changes', async () => {
    await hand.rename('Task_A', 'Check the order');
    assert.equal(await kept(), DOCUMENT.replace('name="Check"', 'name="Check the order"'));
  });

  test('a task that is moved takes its flows along, and keeps what its vendor has written', async () => {
    await hand.move('Task_A', 0, 90);
    const document = await kept();
    assert.ok(keepsVendor(document));
    assert.doesNotMatch(document, /<dc:Bounds x="260" y="160"/);
    assert.match(document, /name="Check the order" acme:cost="12"/);
  });

  test('a task that is dropped on a flow stands in it; the old flow keeps its identity', async () => {
    await hand.place('task', 'Flow_2', 0, 0);
    await page.locator('.djs-direct-editing-content').waitFor();
    await page.keyboard.type('Pack');
    await page.keyboard.press('Enter');
    // One edit for the task, one for its name.
    const document = await kept(2);
    const [, added] = /<bpmn:task id="(Activity_\w+)" name="Pack"/.exec(document) ?? [];
    assert.ok(added);
    assert.match(document, new RegExp(`id="Flow_2" sourceRef="Task_A" targetRef="${added}"`));
    assert.match(document, new RegExp(`sourceRef="${added}" targetRef="Task_B"`));
  });

  test('what is added beside an element is connected with it', async () => {
    await hand.choose('Task_B', 'append.end-event');
    assert.match(await kept(), /sourceRef="Task_B" targetRef="Event_\w+"/);
  });

  test('what is removed goes with its flows, and comes back when it is taken back', async () => {
    const before = await exported(page);
    await page.keyboard.press('Escape');
    await hand.remove('Start');
    assert.doesNotMatch(await kept(), /"Flow_1"|startEvent/);
    await page.keyboard.press('Control+z');
    version += 1;
    await page.getByText(`Saved at version ${version}`).waitFor();
    assert.equal(await exported(page), before);
    await hand.remove('Start');
    await page.getByText('Draft of 1 change to save').waitFor();
    await page.keyboard.press('Control+z');
    await page.locator('.canvas [data-element-id="Start"]').waitFor();
    await page.getByText(/Draft of/).waitFor({ state: 'detached' });
    assert.equal(await exported(page), before);
  });

  test('properties are set beside the canvas; what others have written is shown, and left alone', async () => {
    await page.keyboard.press('Escape');
    await hand.select('Task_A');
    await page.getByRole('tab', { name: 'Properties' }).click();
    await page.getByText('key=check, acme:field (name=amount)').waitFor();
    const documentation = page.getByRole('textbox', { name: 'Documentation' });
    await documentation.fill('Twice, by different people');
    await page.keyboard.press('Escape');
    assert.equal(await documentation.inputValue(), '');
    await documentation.fill('Once');
    await page.keyboard.press('Control+Enter');
    const documented = await kept();
    assert.ok(keepsVendor(documented));
    assert.match(documented, /<bpmn:documentation>Once<\/bpmn:documentation>/);
    await hand.select('Task_B', 'Shift');
    await page.getByRole('heading', { name: '2 elements' }).waitFor();
    await page.getByRole('combobox', { name: 'Repeats' }).selectOption('For each, at the same time');
    assert.equal((await kept()).match(/<bpmn:multiInstanceLoopCharacteristics/g)?.length, 2);
    const name = page.getByRole('textbox', { name: 'Name', exact: true });
    await name.fill('x'.repeat(2_001));
    await page.keyboard.press('Enter');
    await page.getByText('This is too long: at most 2,000 characters.').waitFor();
    assert.equal((await name.inputValue()).length, 2_001, 'what is not taken can be shortened');
    await page.keyboard.press('Escape');
    await page.locator('.property-problem').waitFor({ state: 'detached' });
    assert.equal(await name.inputValue(), '');
    await documentation.fill('one\u000btwo\u0001');
    assert.equal(await documentation.inputValue(), 'one\ntwo');
    await page.keyboard.press('Escape');
    await page.getByRole('tab', { name: 'Chat' }).click();
  });

  test('a message is made beside where it is chosen, renamed and deleted there', async () => {
    await hand.select('Start');
    await page.getByRole('tab', { name: 'Properties' }).click();
    await page.getByRole('combobox', { name: 'Trigger' }).selectOption('Message');
    await page.getByRole('button', { name: 'New message…' }).click();
    await page.getByRole('textbox', { name: 'Name of the new message' }).fill('Order');
    await page.keyboard.press('Enter');
    const name = page.getByRole('textbox', { name: 'Name of the message' });
    await name.waitFor();
    const [, made] = /<bpmn:message id="(\w+)" name="Order" \/>/.exec(await kept(2)) ?? [];
    assert.ok(made);
    await name.fill('Purchase order');
    await page.keyboard.press('Enter');
    const renamed = await kept();
    assert.match(renamed, new RegExp(`<bpmn:message id="${made}" name="Purchase order" />`));
    assert.match(renamed, new RegExp(`<bpmn:messageEventDefinition messageRef="${made}" />`));
    await page.getByRole('button', { name: 'Delete “Purchase order”' }).click();
    const without = await kept();
    assert.ok(!without.includes(made) && keepsVendor(without));
    await page.getByRole('combobox', { name: 'Trigger' }).selectOption('None');
    await kept();
    await page.getByRole('tab', { name: 'Chat' }).click();
  });

  test('colours are chosen for several at once, are shown and exported, and can be taken away', async () => {
    await page.keyboard.press('Escape');
    await hand.select('Task_A');
    await hand.select('Task_B', 'Shift');
    await page.locator('.djs-context-pad [data-action="choose-colour"]').click();
    await page.locator('.djs-popup [data-id="green"]').click();
    const shape = (id: string) => page.locator(`.canvas [data-element-id="${id}"] .djs-visual rect`).first();
    for (const id of ['Task_A', 'Task_B']) {
      await page.waitForFunction(
        ([id]) => {
          const rect = document.querySelector(`.canvas [data-element-id="${id}"] .djs-visual rect`);
          return rect !== null && getComputedStyle(rect).fill === 'rgb(200, 230, 201)';
        },
        [id] as const,
      );
      assert.equal(await shape(id).count(), 1);
    }
    const painted = await kept();
    const colours =
      'color:background-color="#c8e6c9" bioc:fill="#c8e6c9" color:border-color="#205022" bioc:stroke="#205022"';
    assert.ok(painted.includes(`bpmnElement="Task_A" acme:color="blue" ${colours}>`));
    assert.ok(painted.includes(`bpmnElement="Task_B" ${colours}>`) && keepsVendor(painted));
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.screenshot({ path: join(import.meta.dirname, 'dist/screenshots/colours-dark.png') });
    await page.emulateMedia({ colorScheme: 'light' });
    await page.screenshot({ path: join(import.meta.dirname, 'dist/screenshots/colours-light.png') });
    assert.match(await exported(page, 'Export as SVG'), /fill: ?#c8e6c9|rgb\(200, 230, 201\)/);
    await page.keyboard.press('Escape');
    await hand.choose('Task_B', 'choose-colour');
    await page.locator('.djs-popup [data-id="none"]').click();
    const partly = await kept();
    assert.ok(partly.includes(`bpmnElement="Task_B">`) && partly.includes(`acme:color="blue" ${colours}>`));
  });

  test('an element is found by its words, and selected', async () => {
    await hand.select('Task_A');
    await page.keyboard.press('Control+f');
    const field = page.getByRole('combobox', { name: 'Find in the diagram' });
    await field.fill('end event');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.canvas .djs-shape.selected[data-element-id^="Event_"]').waitFor();
    await page.keyboard.press('Escape');
    await field.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Show the overview' }).click();
    await page.getByRole('img', { name: 'Overview of the diagram' }).waitFor();
  });

  test('a proposal that somebody has overtaken says what collides, and what to do', async () => {
    await ask(page, 'Rename "Pack" to "Pack carefully"');
    const accept = page.getByRole('button', { name: 'Accept 1 change' });
    await accept.waitFor();
    const [, packed] = /<bpmn:task id="(Activity_\w+)" name="Pack"/.exec(await exported(page)) ?? [];
    await hand.rename(packed!, 'Wrap');
    await kept();
    await accept.click();
    await page
      .getByRole('alert')
      .getByText(/“Pack” changed in the meantime; the model is at version \d+/)
      .waitFor();
    await page.getByRole('button', { name: 'Reject…' }).click();
    await page.getByRole('button', { name: 'Reject: leave the model as it is' }).click();
    await accept.waitFor({ state: 'detached' });
  });

  test('people who may only look are offered no drawing', async () => {
    const address = page.url();
    const other = await (await browser.newContext({ locale: 'en-US' })).newPage();
    await signIn(other, platform.url, 'bob');
    await other.goto(address);
    await other.getByText(`Saved at version ${version}`).waitFor();
    await other.locator('.canvas [data-element-id="Task_A"]').waitFor();
    assert.equal(await other.getByRole('button', { name: 'Edit', exact: true }).count(), 0);
  });

  test('somebody who looks sees what is drawn, without doing anything', async () => {
    const other = browser.contexts().at(-1)!.pages()[0]!;
    await hand.rename('Task_B', 'Send');
    await other.locator('.ghost.by-other', { hasText: 'Send' }).first().waitFor();
    assert.ok(keepsVendor(await kept()));
    await other.locator('.canvas .djs-element', { hasText: 'Send' }).first().waitFor();
    await other.getByText(`Saved at version ${version}`).waitFor();
  });

  test('steps are added, named, connected and removed by keys alone', async () => {
    const choose = async (words: string) => {
      await page.keyboard.type(words);
      await page.locator('[cmdk-item][data-selected="true"]', { hasText: words }).waitFor();
      await page.keyboard.press('Enter');
    };
    const command = async (words: string) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: 'Search or do anything' }).waitFor();
      await choose(words);
    };
    await command('Check the order');
    await page.locator('.canvas .djs-shape.selected[data-element-id="Task_A"]').waitFor();
    const action = page.locator('.djs-context-pad .entry').first();
    await action.waitFor();
    await page.keyboard.press('Control+k');
    await page.getByText('With “Check the order”').waitFor();
    const isAbove = await action.evaluate((entry) => {
      const { x, y, width, height } = entry.getBoundingClientRect();
      return entry.contains(document.elementFromPoint(x + width / 2, y + height / 2));
    });
    assert.equal(isAbove, false, 'what is beside an element lies below a dialog');
    await choose('Add user task after it');
    await page.locator('.djs-direct-editing-content').waitFor();
    await page.keyboard.type('Tell the customer');
    await page.keyboard.press('Enter');
    await page.getByText('Draft of 2 changes to save').waitFor();
    await command('Connect to');
    await page.getByText('Connect “Tell the customer” to').waitFor();
    await choose('Send');
    const drawn = await kept(3);
    const [, added] = /<bpmn:userTask id="(Activity_\w+)" name="Tell the customer"/.exec(drawn) ?? [];
    assert.ok(added);
    assert.match(drawn, new RegExp(`sourceRef="Task_A" targetRef="${added}"`));
    assert.match(drawn, new RegExp(`sourceRef="${added}" targetRef="Task_B"`));
    await command('Remove');
    assert.doesNotMatch(await kept(), new RegExp(`"${added}"`));
    // With nothing selected: beside all that has a box, which flows have not.
    await command('Add service task');
    await page.locator('.djs-direct-editing-content').waitFor();
    await page.keyboard.type('By itself');
    await page.keyboard.press('Enter');
    assert.match(await kept(2), /<bpmn:serviceTask id="\w+" name="By itself"/);
  });

  test('the tools speak the language of the page, and change with it', async () => {
    for (const [change, tool] of [
      ['Auf Deutsch umstellen', 'Aufgabe zeichnen'],
      ['Switch to English', 'Create task'],
    ] as const) {
      await page.keyboard.press('Control+k');
      await page.getByRole('option', { name: change }).click();
      await page.locator('.djs-palette').getByRole('button', { name: tool, exact: true }).waitFor();
    }
  });

  test('a model of 1,000 elements opens, is drawn on, and is followed in place', async () => {
    const other = browser.contexts().at(-1)!.pages()[0]!;
    await page.goto(platform.url);
    await page.locator('input[type=file]').setInputFiles({
      name: 'Large.bpmn',
      mimeType: 'application/xml',
      buffer: Buffer.from(thousandElements()),
    });
    await page.getByRole('link', { name: 'Open' }).click();
    await page.getByText('Saved at version 1').waitFor();
    await other.goto(page.url());
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.locator('.djs-palette').waitFor();
    for (const one of [page, other]) await one.locator('.canvas [data-element-id="T499"]').first().waitFor();
    await other.getByText('Saved at version 1').waitFor();
    const drawn = await other.locator('.canvas [data-element-id="T499"]').first().elementHandle();
    const standing = await viewportOf(other);
    await hand.rename('T137', 'Pack the parcel');
    await hand.move('T138', 0, 9);
    version = 1;
    await save(2);
    await other.getByText('Saved at version 2').waitFor();
    await other.locator('.canvas [data-element-id="T137"]', { hasText: 'parcel' }).first().waitFor();
    // What nobody has touched was not drawn anew, and nothing has moved.
    assert.ok(await drawn!.evaluate((node) => node.isConnected));
    assert.deepEqual(await viewportOf(other), standing);
  });

  test('no page has complained', () => assert.deepEqual(problems, []));
});

function keepsVendor(document: string): boolean {
  const foreign = [
    '<!-- checked by the auditors -->',
    'acme:owner="Finance"',
    '<acme:form key="check"><acme:field name="amount" /></acme:form>',
    'acme:cost="12"',
    'acme:color="blue"',
  ];
  return foreign.every((text) => document.includes(text));
}

/** The document, as the page gives it to a person. */
async function exported(page: Page, as = 'Export as BPMN'): Promise<string> {
  await page.getByRole('button', { name: 'Export, link, rename' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: as }).click(),
  ]);
  return readFile(await download.path(), 'utf8');
}
