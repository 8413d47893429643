import type { Page } from 'playwright-core';
import type { Report } from '../figure.ts';
import type { BareBpmnJs } from './bare-bpmn-js.ts';
import { type BenchModel, drawn } from './opening.ts';
import type { ProbeWindow } from './page-probe.ts';
import type { Stage } from './stage.ts';

declare const window: ProbeWindow;

const DURING_MS = 3_000;

/** Frames a second while the wheel moves the diagram. */
async function pan(page: Page): Promise<number> {
  await page.mouse.move(600, 450);
  const frames = page.evaluate((during) => window.probe.framesWhile(during), DURING_MS);
  const end = performance.now() + DURING_MS;
  for (let turn = 0; performance.now() < end; turn += 1) await page.mouse.wheel(0, turn % 40 < 20 ? 20 : -20);
  return frames;
}

export async function benchPanning(report: Report, stage: Stage, bare: BareBpmnJs, large: BenchModel): Promise<void> {
  const page = await stage.openPage('alice');
  await page.goto(`${stage.url}/artifact/${large.id}`);
  await page.locator(drawn(large.last)).first().waitFor({ state: 'attached' });
  await bare.open('viewer', large.document);
  const note = 'software rendering; baseline: bare bpmn-js in a window of the same size';
  const fitted = { baseline: await pan(bare.page), value: await pan(page) };
  report({ figure: 'pan_1000_elements_all_in_view', unit: 'frames/s', target: '>= 50', note, ...fitted });
  while (!(await page.locator('.zoom-level').textContent())!.startsWith('1'))
    await page.getByRole('button', { name: 'Zoom in' }).click();
  await bare.zoom(1);
  const closer = { baseline: await pan(bare.page), value: await pan(page) };
  report({ figure: 'pan_1000_elements_at_100_percent', unit: 'frames/s', target: '>= 50', note, ...closer });
  await page.context().close();
}
