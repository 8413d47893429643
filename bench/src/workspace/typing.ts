import { p95, type Report } from '../figure.ts';
import type { BenchModel } from './opening.ts';
import type { ProbeWindow } from './page-probe.ts';
import type { Stage } from './stage.ts';

declare const window: ProbeWindow;

const MESSAGES = 10_000;
const AT_ONCE = 50;
const TEXT = 'Please add a task that checks the address of the customer before the parcel is packed. ';

export async function benchTyping(report: Report, stage: Stage, small: BenchModel): Promise<void> {
  const { chatArtifact } = stage.client;
  const { threadId } = await chatArtifact.sendMessageFromArtifact(small.id, 'Hello');
  for (let sent = 1; sent < MESSAGES; sent += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, MESSAGES - sent) }, (_, at) => `Message ${sent + at}`);
    await Promise.all(some.map((text) => chatArtifact.sendMessageFromArtifact(small.id, text, { threadId })));
  }
  const page = await stage.openPage('alice');
  await page.goto(`${stage.url}/threads/${threadId}`);
  const field = page.getByRole('textbox', { name: 'Message' });
  await field.click();
  await page.evaluate(() => {
    window.probe.keys.length = 0;
  });
  for (const letter of TEXT.repeat(3)) await page.keyboard.press(letter === ' ' ? 'Space' : letter);
  const keys = await page.evaluate(() => window.probe.keys);
  const note = `95th percentile of ${keys.length} keys, from the key to the next frame, in a chat of ${MESSAGES} messages`;
  report({ figure: 'type_beside_10000_messages', value: p95(keys), unit: 'ms', baseline: null, target: '<= 16', note });
  await page.context().close();
}
