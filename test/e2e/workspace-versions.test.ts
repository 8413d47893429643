import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { signIn as signInWithCode } from '@ameide/demo-login';
import { type PlatformProcess, startPlatformProcess } from '@ameide/platform/testing';
import { AmeideClient } from '@ameide/sdk';
import { freePort } from '@ameide/test-kit';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findBarriers, signIn } from './workspace/pages.ts';

const executablePath = process.env.CHROMIUM_PATH;
const skip = executablePath ? false : 'this machine has no Chromium (CHROMIUM_PATH)';
const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
const screenshots = join(import.meta.dirname, 'dist/screenshots');
const sample = join(import.meta.dirname, '../../services/platform/samples/order-to-cash.bpmn');

const byId = (value: string) => ({ selector: { case: 'id', value } }) as const;
const rename = (id: string, name: string) =>
  ({ id: 'rename', operation: { case: 'rename', value: { selector: byId(id), name } } }) as const;

suite('versions in the workspace', { skip, timeout: 240_000 }, () => {
  let data: string;
  let platform: PlatformProcess;
  let browser: Browser;
  let page: Page;
  let client: AmeideClient;
  let address: string;
  let ref: string;
  const problems: string[] = [];

  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'ameide-versions-'));
    await mkdir(screenshots, { recursive: true });
    platform = await startPlatformProcess(await freePort(), ['--data', data, '--no-samples']);
    const { url } = platform;
    const { accessToken } = await signInWithCode({ issuer: platform.issuer, username: 'alice', password: 'alice' });
    client = new AmeideClient({ baseUrl: url, token: accessToken });
    const document = await readFile(sample);
    const imported = await client.importDocument({ title: 'Orders', kind: 'bpmn::collaboration', document });
    ({ ref } = imported);
    address = `${url}/artifact/${imported.artifactId}`;
    await edit(1, [
      {
        id: 'update',
        operation: {
          case: 'updateNode',
          value: { selector: byId('Task_CheckCredit'), properties: { documentation: 'Twice a year' } },
        },
      },
      rename('Task_RegisterOrder', 'Record the order'),
    ]);
    await edit(2, [{ id: 'remove', operation: { case: 'removeNode', value: { selector: byId('Task_CheckCredit') } } }]);
    await edit(3, [
      {
        id: 'move',
        operation: {
          case: 'move',
          value: {
            selector: byId('EndEvent_OrderCancelled'),
            bounds: { x: 1_272, y: 560, width: 36, height: 36 },
          },
        },
      },
      {
        id: 'add',
        operation: {
          case: 'addNode',
          value: {
            node: { kind: 'bpmn::task', name: 'Check compliance', key: 'compliance' },
            parent: byId('Process_OrderToCash'),
          },
        },
      },
    ]);
    browser = await chromium.launch({ executablePath: executablePath!, args });
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      colorScheme: 'light',
      locale: 'en-US',
      acceptDownloads: true,
    });
    page = await context.newPage();
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      // The refusal of a name that is taken is an answer with a status of its own.
      if (message.type() === 'error' && !/409/.test(message.text())) problems.push(message.text());
    });
    await signIn(page, url, 'Alice Adams');
    await page.goto(address);
    await page.getByText('Saved at version 4').waitFor();
  });
  after(async () => {
    await browser?.close();
    await platform?.end('SIGINT');
    await rm(data, { recursive: true, force: true });
  });

  type Operations = NonNullable<Parameters<AmeideClient['modelEditor']['proposeCommands']>[0]['operations']>;
  async function edit(expectedVersion: number, operations: Operations): Promise<void> {
    const { outcome } = await client.modelEditor.proposeCommands({ ref, expectedVersion, operations });
    const why = outcome.case === 'rejected' ? outcome.value.diagnostics[0]?.message : '';
    assert.equal(outcome.case, 'applied', why);
  }

  test('a version gets a name, once, and is found by it', async () => {
    await page.getByRole('button', { name: 'History' }).click();
    await page.getByRole('button', { name: 'More about version 2' }).click();
    await page.getByRole('menuitem', { name: 'Name this version…' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Audit 2026');
    await page.getByRole('textbox', { name: 'Note' }).fill('as the auditors saw it');
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Name it' }).click();
    await page.locator('.version .chip', { hasText: 'Audit 2026' }).waitFor();
    await page.getByRole('button', { name: 'More about version 1' }).click();
    await page.getByRole('menuitem', { name: 'Name this version…' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('AUDIT 2026');
    await page.keyboard.press('Enter');
    await page.getByText('Another version has this name').waitFor();
    await page.screenshot({ path: join(screenshots, 'baseline-light.png') });
    await page.getByRole('button', { name: 'Leave as it is' }).click();
    await page.getByText('Named versions').click();
    await page.getByRole('searchbox', { name: 'Find a named version' }).fill('auditors');
    await page.getByText('as the auditors saw it').waitFor();
    await page.getByRole('searchbox', { name: 'Find a named version' }).fill('nobody');
    await page.getByText('No named version has this').waitFor();
    await page.getByRole('searchbox', { name: 'Find a named version' }).fill('');
    await page.getByRole('button', { name: 'Look at it' }).click();
    await page.getByText('You are looking at version 2').waitFor();
    assert.match(page.url(), /\?version=2$/);
    const exported = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export, link, rename' }).click();
    await page.getByRole('menuitem', { name: 'Export as BPMN' }).click();
    const download = await exported;
    assert.equal(download.suggestedFilename(), 'Orders- version 2.bpmn');
    assert.match(await readFile(await download.path(), 'utf8'), /Twice a year/);
    await page.getByRole('button', { name: 'Compare with the newest' }).click();
    await page.getByText('You compare version 2 with version 4.').waitFor();
    await page.getByRole('button', { name: 'Stop comparing' }).click();
  });

  test('two versions are compared on the canvas and in a list', async () => {
    await page.getByText('All versions').click();
    await page.getByRole('button', { name: 'Compare version 4 with version 3' }).click();
    await page.getByText('You compare version 3 with version 4.').waitFor();
    assert.match(page.url(), /\?compare=3$/);
    await page.getByRole('button', { name: /^From version/ }).click();
    await page.getByRole('menuitem', { name: 'Version 1', exact: true }).click();
    await page.getByText('You compare version 1 with version 4.').waitFor();
    await page.locator('.ghost.remove', { hasText: /credit/ }).waitFor();
    await page.locator('.ghost.change').first().waitFor();
    await page.locator('.ghost.add').first().waitFor();
    const renamed = page.locator('.difference.change', { hasText: 'Record the order' });
    await renamed.getByText('Version 2 · Alice Adams').waitFor();
    await renamed.hover();
    await page.locator('.ghost.change.lit').waitFor();
    const gone = page.locator('.difference.remove', { hasText: 'Business rule task “Check the credit limit”' });
    await gone.getByText('Version 3 · Alice Adams').waitFor();
    await page.screenshot({ path: join(screenshots, 'compare-light.png') });
    await gone.getByRole('button').click();
    await page.locator('.ghost.remove', { hasText: /credit/ }).waitFor();
    await page.getByRole('checkbox', { name: 'Also what is only drawn elsewhere' }).focus();
    await page.keyboard.press('Space');
    const drawing = page.locator('section', { has: page.getByRole('heading', { name: 'How it is drawn' }) }).last();
    const moved = drawing.locator('.difference', { hasText: 'End event “Order cancelled” drawn elsewhere' });
    await moved.getByText('Version 4 · Alice Adams').waitFor();
    await page.screenshot({ path: join(screenshots, 'compare-layout-light.png') });
    await page.getByText('Text', { exact: true }).click();
    await page.locator('.text-lines .add', { hasText: 'Check compliance' }).waitFor();
    await page.screenshot({ path: join(screenshots, 'compare-text-light.png') });
  });

  test('a link leads to the same comparison, in either theme, and nothing hinders people there', async () => {
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await page.goto(`${address}?compare=2&version=3`);
      await page.locator('.difference.remove').first().waitFor();
      await page.locator('.ghost.remove').first().waitFor();
      await page.screenshot({ path: join(screenshots, `compare-link-${theme}.png`) });
      assert.deepEqual(await findBarriers(page), []);
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.getByRole('button', { name: 'Swap the versions' }).click();
    await page.getByText('You compare version 3 with version 2.').waitFor();
    await page.locator('.ghost.add').first().waitFor();
    await page.getByRole('button', { name: 'Stop comparing' }).click();
    await page.getByText('Version 4', { exact: true }).waitFor();
  });

  test('an old version is restored, after a look at what changes', async () => {
    await page.getByRole('button', { name: 'More about version 1' }).click();
    await page.getByRole('menuitem', { name: 'Restore…' }).click();
    await page.locator('.restore-preview').getByText('- task "Check compliance"').waitFor();
    await page.screenshot({ path: join(screenshots, 'restore-light.png') });
    assert.deepEqual(await findBarriers(page), []);
    await page.getByRole('button', { name: 'Restore version 1' }).click();
    await page.getByText('Saved at version 5').waitFor();
    assert.deepEqual(
      await client.exportDocument(ref).then(({ document }) => Buffer.from(document)),
      await readFile(sample),
    );
    await page.getByRole('button', { name: 'More about version 1' }).click();
    await page.getByRole('menuitem', { name: 'Compare with the newest' }).click();
    await page.getByText('These versions say the same').waitFor();
    await page.getByText('Not even the text').waitFor();
    await page.getByRole('button', { name: 'Stop comparing' }).click();
  });

  test('everything that has happened to a model is told, from its first day on', async () => {
    await client.chatArtifact.sendMessageFromArtifact(ref.split('/')[1]!, 'What follows "Register the order"?');
    await client.artifactCommands.renameArtifact({ artifactId: ref.split('/')[1]!, title: 'All orders' });
    await page.getByText('Everything', { exact: true }).click();
    const entries = page.getByRole('list', { name: 'Everything' });
    await entries.getByText('Created as “Orders”').waitFor();
    await entries.getByText('Renamed to “All orders”').waitFor();
    await entries.getByText('Version 2 is called “Audit 2026”.').waitFor();
    await entries.getByText('Version 5: Restore version 1').waitFor();
    await entries.getByRole('link', { name: /What follows|Discussion/ }).waitFor();
    await page.screenshot({ path: join(screenshots, 'activity-light.png') });
    assert.deepEqual(await findBarriers(page), []);
  });

  test('no page has complained', () => assert.deepEqual(problems, []));
});
