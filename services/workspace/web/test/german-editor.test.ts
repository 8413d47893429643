import assert from 'node:assert/strict';
import { test } from 'node:test';
import { germanTexts } from '../editor/german-texts.ts';
import { openHarness } from './harness-page.ts';
import type { ToolTexts } from './tools-harness.ts';

const executablePath = process.env.CHROMIUM_PATH;
const skip = executablePath ? false : 'this machine has no Chromium (CHROMIUM_PATH)';

declare const window: { readTools(): Promise<ToolTexts> };

test('whatever the tools of bpmn-js say has German words', { skip, timeout: 120_000 }, async (t) => {
  const { browser, page } = await openHarness(executablePath!, 'tools-harness.ts');
  t.after(() => browser.close());
  const { asked, untranslated } = await page.evaluate(() => window.readTools());

  for (const text of [
    'Create task',
    'Append gateway',
    'Service task',
    'Cancel boundary event',
    'Align elements left',
  ]) {
    assert.ok(asked.includes(text), `the tools were seen to say: ${text}`);
  }
  assert.deepEqual(
    asked.filter((text) => germanTexts[text] === undefined),
    [],
  );
  assert.deepEqual(untranslated, []);
});
