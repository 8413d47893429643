import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
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

const DOCUMENT = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="Definitions_1" targetNamespace="https://acme.example">
  <bpmn:process id="Process_1" isExecutable="false">
    <bpmn:task id="Task_A" name="Check"><bpmn:outgoing>Flow_1</bpmn:outgoing></bpmn:task>
    <bpmn:task id="Task_B" name="Pack"><bpmn:incoming>Flow_1</bpmn:incoming><bpmn:outgoing>Flow_2</bpmn:outgoing></bpmn:task>
    <bpmn:task id="Task_C" name="Ship"><bpmn:incoming>Flow_2</bpmn:incoming></bpmn:task>
    <bpmn:sequenceFlow id="Flow_1" sourceRef="Task_A" targetRef="Task_B" />
    <bpmn:sequenceFlow id="Flow_2" sourceRef="Task_B" targetRef="Task_C" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="Diagram_1">
    <bpmndi:BPMNPlane id="Plane_1" bpmnElement="Process_1">
      <bpmndi:BPMNShape id="Task_A_di" bpmnElement="Task_A"><dc:Bounds x="160" y="160" width="100" height="80" /></bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="Task_B_di" bpmnElement="Task_B"><dc:Bounds x="360" y="160" width="100" height="80" /></bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="Task_C_di" bpmnElement="Task_C"><dc:Bounds x="560" y="160" width="100" height="80" /></bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="Flow_1_di" bpmnElement="Flow_1"><di:waypoint x="260" y="200" /><di:waypoint x="360" y="200" /></bpmndi:BPMNEdge>
      <bpmndi:BPMNEdge id="Flow_2_di" bpmnElement="Flow_2"><di:waypoint x="460" y="200" /><di:waypoint x="560" y="200" /></bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
`;

/** One person on one device, in front of the model. */
interface Seat {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly hand: ReturnType<typeof createHand>;
}

suite('drafts in the workspace', { skip, timeout: 240_000 }, () => {
  let data: string;
  let platform: PlatformProcess;
  let browser: Browser;
  let alice: Seat;
  let dora: Seat;
  let address: string;
  const problems: string[] = [];

  async function sit(person: string): Promise<Seat> {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: 'en-US',
      acceptDownloads: true,
    });
    const seat = await look(context);
    await signIn(seat.page, platform.url, person);
    return seat;
  }
  async function look(context: BrowserContext): Promise<Seat> {
    const page = await context.newPage();
    page.on('pageerror', (error) => problems.push(error.message));
    return { context, page, hand: createHand(page) };
  }
  async function draw({ page }: Seat): Promise<void> {
    await page.locator('.canvas [data-element-id="Task_A"]').waitFor();
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.locator('.djs-palette').waitFor();
    await page.locator('.canvas [data-element-id="Task_A"]').waitFor();
  }
  async function open(seat: Seat): Promise<void> {
    await seat.page.goto(address);
    await draw(seat);
  }

  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'ameide-drafts-'));
    platform = await startPlatformProcess(await freePort(), ['--data', data, '--no-samples']);
    browser = await chromium.launch({ executablePath: executablePath!, args });
    alice = await sit('alice');
    const { page } = alice;
    const buffer = Buffer.from(DOCUMENT);
    await page.locator('input[type=file]').setInputFiles({ name: 'Orders.bpmn', mimeType: 'application/xml', buffer });
    await page.getByRole('link', { name: 'Open' }).click();
    await page.getByText('Saved at version 1').waitFor();
    address = page.url();
    await draw(alice);
    dora = await sit('dora');
    await open(dora);
  });
  after(async () => {
    await browser?.close();
    await platform?.end('SIGINT');
    await rm(data, { recursive: true, force: true });
  });

  const isDrawn = ({ page }: Seat, id: string, name: string) =>
    page.locator(`.canvas .djs-element[data-element-id="${id}"]`, { hasText: name }).first().waitFor();
  const waiting = ({ page }: Seat, count: number) =>
    page.getByText(count === 1 ? 'Draft of 1 change to save' : `Draft of ${count} changes to save`).waitFor();

  /** By keys only. */
  async function save({ page }: Seat, version: number, note = ''): Promise<void> {
    await page.keyboard.press('Control+s');
    const field = page.getByRole('textbox', { name: 'Note (optional)' });
    await field.fill(note);
    await field.press('Enter');
    await page.getByText(`Saved at version ${version}`).waitFor();
    await page.getByText(/Draft of/).waitFor({ state: 'detached' });
  }

  test('what one person draws is shown to the other at once, with a name, and makes no version', async () => {
    await alice.hand.rename('Task_A', 'Check the order');
    await waiting(alice, 1);
    await dora.page.locator('.ghost.by-other[data-element="Task_A"]').waitFor();
    await dora.page.getByTitle('Alice Adams has drawn 1 change that is not saved').waitFor();
    await alice.page.getByText('Saved at version 1').waitFor();
  });

  test('every tab of a browser sees all drafts, and hears of its own person at once', async () => {
    const tab = await look(dora.context);
    await tab.page.goto(address);
    await tab.page.locator('.ghost.by-other[data-element="Task_A"]').waitFor();
    await dora.hand.rename('Task_B', 'Pack twice');
    await isDrawn(tab, 'Task_B', 'Pack twice');
    await alice.hand.rename('Task_C', 'Ship at night');
    for (const { page } of [dora, tab]) await page.locator('.ghost.by-other[data-element="Task_C"]').waitFor();
    for (const { page } of [dora, alice]) await page.keyboard.press('Control+z');
    await isDrawn(tab, 'Task_B', 'Pack');
    await tab.page.locator('.ghost.by-other[data-element="Task_C"]').waitFor({ state: 'detached' });
    await tab.page.getByText(/Draft of/).waitFor({ state: 'detached' });
    await waiting(alice, 1);
    await tab.page.close();
  });

  test('edits of two people that have nothing to do with each other both stay', async () => {
    await dora.hand.rename('Task_C', 'Send');
    await waiting(dora, 1);
    await save(alice, 2, 'As the auditors want it');
    await dora.page.getByText('Saved at version 2').waitFor();
    await isDrawn(dora, 'Task_A', 'Check the order');
    await waiting(dora, 1);
    await save(dora, 3);
    await alice.page.getByText('Saved at version 3').waitFor();
    await isDrawn(alice, 'Task_C', 'Send');
    const document = await exported(alice);
    assert.match(document, /"Check the order"[\s\S]*"Pack"[\s\S]*"Send"/);
    await alice.page.getByRole('tab', { name: 'History' }).click();
    await alice.page.getByText('As the auditors want it').waitFor();
  });

  test('what two people cannot both have is shown to the later one, who decides on each thing', async () => {
    await alice.hand.rename('Task_B', 'Pack carefully');
    await alice.hand.rename('Task_C', 'Hand over');
    await waiting(alice, 2);
    await dora.hand.rename('Task_A', 'Look');
    await dora.hand.rename('Task_B', 'Wrap');
    await dora.hand.rename('Task_C', 'Post');
    await waiting(dora, 3);
    await save(alice, 4);

    const { page } = dora;
    await page.getByText('Version 4 and your draft do not agree about 2 things').waitFor();
    await page.getByRole('button', { name: 'Decide…' }).waitFor();
    // Before that is decided, nothing can be saved.
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const dialog = page.getByRole('dialog');
    for (const said of ['“Wrap”', '“Pack carefully”', '“Post”', '“Hand over”']) await dialog.getByText(said).waitFor();
    await dialog.getByText('Alice Adams, version 4').nth(1).waitFor();
    assert.deepEqual(await findBarriers(page), []);
    await dialog.getByRole('radiogroup', { name: 'Send' }).getByText('Take theirs').click();
    await dialog.getByRole('button', { name: 'Go on with these choices' }).click();
    await dialog.waitFor({ state: 'detached' });
    await waiting(dora, 2);
    await isDrawn(dora, 'Task_C', 'Hand over');
    await save(dora, 5);
    await alice.page.getByText('Saved at version 5').waitFor();
    assert.match(await exported(alice), /"Look"[\s\S]*"Wrap"[\s\S]*"Hand over"/);
  });

  test('edits are taken back and drawn again, and a draft is thrown away', async () => {
    const { keyboard } = alice.page;
    await alice.hand.rename('Task_A', 'First');
    await alice.hand.rename('Task_B', 'Second');
    await waiting(alice, 2);
    await keyboard.press('Control+z');
    await isDrawn(alice, 'Task_B', 'Wrap');
    await keyboard.press('Control+z');
    await isDrawn(alice, 'Task_A', 'Look');
    // What changes is brought into view.
    await alice.page.mouse.move(700, 700);
    await alice.page.mouse.wheel(0, 3_000);
    const inView = (isIn: boolean) =>
      alice.page.waitForFunction((isIn) => {
        const area = document.querySelector('.canvas')!.getBoundingClientRect();
        const box = document.querySelector('.canvas [data-element-id="Task_A"]')!.getBoundingClientRect();
        return (box.bottom > area.top && box.top < area.bottom) === isIn;
      }, isIn);
    await inView(false);
    await keyboard.press('Control+y');
    await isDrawn(alice, 'Task_A', 'First');
    await inView(true);
    await keyboard.press('Control+Shift+z');
    await isDrawn(alice, 'Task_B', 'Second');
    await waiting(alice, 2);
    await keyboard.press('Control+y');
    await alice.page.getByText('There is nothing to draw again').waitFor();

    await keyboard.press('Control+z');
    await isDrawn(alice, 'Task_B', 'Wrap');
    await keyboard.press('Control+k');
    await alice.page.getByRole('option', { name: /^Redo/ }).click();
    await isDrawn(alice, 'Task_B', 'Second');
    await keyboard.press('Control+z');
    await isDrawn(alice, 'Task_B', 'Wrap');
    // Something else is drawn: what was taken back is forgotten.
    await alice.hand.remove('Task_C');
    await waiting(alice, 2);
    await keyboard.press('Control+z');
    await isDrawn(alice, 'Task_C', 'Hand over');
    await keyboard.press('Control+y');
    await alice.page.locator('.canvas .djs-element[data-element-id="Task_C"]').waitFor({ state: 'detached' });
    await keyboard.press('Control+y');
    await keyboard.press('Control+z');
    await waiting(alice, 1);
    await isDrawn(alice, 'Task_C', 'Hand over');
    await isDrawn(alice, 'Task_B', 'Wrap');
    await alice.page.getByRole('button', { name: 'Discard…' }).click();
    await alice.page.getByRole('button', { name: 'Discard 1 change' }).click();
    await isDrawn(alice, 'Task_A', 'Look');
    await alice.page.getByText(/Draft of/).waitFor({ state: 'detached' });
  });

  test('a version that is looked at or compared is shown without the draft, also out of the middle of drawing', async () => {
    const { page, hand } = alice;
    await hand.rename('Task_A', 'Only in the draft');
    await waiting(alice, 1);
    // The draft comes with its document.
    await page.reload();
    await isDrawn(alice, 'Task_A', 'Only in the draft');
    assert.match(await exported(alice, / draft\.bpmn$/), /"Only in the draft"/);
    await draw(alice);
    const isGone = () =>
      page.locator('.canvas .djs-element', { hasText: 'Only in the draft' }).first().waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'History' }).click();
    await page.getByRole('button', { name: 'Look at it' }).last().click();
    await page.getByText('You are looking at version 1').waitFor();
    await isDrawn(alice, 'Task_A', 'Check');
    await isGone();
    await page.getByRole('button', { name: 'Back to the newest' }).click();
    await isDrawn(alice, 'Task_A', 'Only in the draft');
    await page.getByRole('button', { name: 'Compare version 5 with version 4' }).click();
    await isDrawn(alice, 'Task_A', 'Look');
    await isGone();
    await page.getByRole('button', { name: 'Stop comparing' }).click();
    await isDrawn(alice, 'Task_A', 'Only in the draft');

    await page.getByRole('button', { name: 'Discard…' }).click();
    await page.getByRole('button', { name: 'Discard 1 change' }).click();
    await isDrawn(alice, 'Task_A', 'Look');
    await page.getByRole('button', { name: 'Done', exact: true }).click();
    await draw(alice);
    await isDrawn(alice, 'Task_A', 'Look');
    await isGone();

    await page.keyboard.press('Control+s');
    await page.getByText('There is nothing to save').waitFor();
    await hand.rename('Task_A', 'Still being written', 'Control+s');
    await page.getByRole('textbox', { name: 'Note (optional)' }).press('Escape');
    await waiting(alice, 1);
    await page.keyboard.press('Control+z');
    await page.getByText(/Draft of/).waitFor({ state: 'detached' });
  });

  test('the same person sees the draft on another device, and goes on there', async () => {
    const sofa = await sit('alice');
    await open(sofa);
    // What is drawn here was read before the draft that is gone now.
    await alice.page.getByRole('button', { name: 'Done', exact: true }).click();
    await draw(alice);
    await alice.hand.rename('Task_A', 'From the desk');
    await isDrawn(sofa, 'Task_A', 'From the desk');
    await waiting(sofa, 1);
    await sofa.hand.rename('Task_B', 'From the sofa');
    await isDrawn(alice, 'Task_B', 'From the sofa');
    await waiting(alice, 2);
    await sofa.context.close();
  });

  test('what is taken back in one tab is drawn again in another, also after a reload; Save says what came since', async () => {
    const tab = await look(alice.context);
    await open(tab);
    await waiting(tab, 2);
    await alice.page.keyboard.press('Control+z');
    await isDrawn(tab, 'Task_B', 'Wrap');
    await tab.page.keyboard.press('Control+y');
    await isDrawn(alice, 'Task_B', 'From the sofa');
    await alice.page.keyboard.press('Control+z');
    await waiting(tab, 1);
    await tab.page.reload();
    await waiting(tab, 1);
    await draw(tab);
    await tab.page.keyboard.press('Control+y');
    await isDrawn(alice, 'Task_B', 'From the sofa');
    await waiting(tab, 2);

    await alice.page.keyboard.press('Control+s');
    const dialog = alice.page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Note (optional)' }).waitFor();
    await tab.hand.rename('Task_C', 'Behind a dialog');
    await dialog.getByText('1 change was made in another tab').waitFor();
    await dialog.getByRole('button', { name: 'Go on drawing' }).click();
    await isDrawn(alice, 'Task_C', 'Behind a dialog');
    await tab.page.keyboard.press('Control+z');
    await waiting(alice, 2);
    await tab.page.close();
  });

  test('what is drawn without a connection is still there when the page is opened again', async () => {
    const { page, context, hand } = alice;
    await context.setOffline(true);
    await hand.rename('Task_C', 'Drawn in a tunnel');
    await page.getByText('Offline, 1 edit only on this device').waitFor();
    await page.close();
    await context.setOffline(false);
    alice = await look(context);
    const inTrouble = { status: 500, json: { code: 'internal', message: 'in trouble for a moment' } };
    await alice.page.route('**/ModelEditorService/GetDraft', (route) => route.fulfill(inTrouble), { times: 1 });
    await alice.page.goto(address);
    await alice.page.getByText('Recovered 1 edit that was only on this device.').waitFor();
    await waiting(alice, 3);
    await isDrawn(alice, 'Task_C', 'Drawn in a tunnel');
    await isDrawn(alice, 'Task_A', 'From the desk');
  });

  test('what the server has acknowledged outlives the server', async () => {
    const port = Number(new URL(platform.url).port);
    await platform.end('SIGKILL');
    platform = await startPlatformProcess(port, ['--data', data, '--no-samples']);
    const back = await sit('alice');
    await back.page.goto(address);
    await back.page.getByText('Your draft of 3 changes is here again.').waitFor();
    await isDrawn(back, 'Task_C', 'Drawn in a tunnel');
    await save(back, 6);
    assert.match(await exported(back), /"From the desk"[\s\S]*"From the sofa"[\s\S]*"Drawn in a tunnel"/);
  });

  test('no page has complained', () => assert.deepEqual(problems, []));
});

async function exported({ page }: Seat, name = /^Orders\.bpmn$/): Promise<string> {
  await page.getByRole('button', { name: 'Export, link, rename' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Export as BPMN' }).click(),
  ]);
  assert.match(download.suggestedFilename(), name);
  return readFile(await download.path(), 'utf8');
}
