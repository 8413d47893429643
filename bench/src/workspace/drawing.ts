import type { Page } from 'playwright-core';
import { p95, type Report } from '../figure.ts';
import type { BareBpmnJs } from './bare-bpmn-js.ts';
import { median } from './median.ts';
import { type BenchModel, drawn } from './opening.ts';
import type { ProbeWindow } from './page-probe.ts';
import type { Stage } from './stage.ts';

declare const window: ProbeWindow;

const GESTURES = 25;
const SETTLED_MS = 500;

/** Drags a task a little, to and fro. @returns milliseconds of the processor that the page took from the drop on */
async function drag(page: Page, selector: string, time: number): Promise<number> {
  const box = await page.locator(selector).first().boundingBox();
  if (box === null) throw new Error(`${selector} is not in view`);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 3, y + 3);
  await page.mouse.move(x + (time % 2 === 0 ? 12 : -12), y, { steps: 4 });
  const processor = await watchProcessor(page);
  await page.mouse.up();
  await page.evaluate((during) => new Promise((resolve) => setTimeout(resolve, during)), SETTLED_MS);
  return processor();
}

/** @returns what tells how long the main thread has computed since, in milliseconds, whatever else the machine did */
async function watchProcessor(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const computed = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1_000;
  };
  const before = await computed();
  return async () => {
    const taken = (await computed()) - before;
    await session.detach();
    return taken;
  };
}

/** The calls by which what is drawn is kept. */
const KEPT = '^SaveDraft$';

/** How long a change takes: here, until the server has it, and until somebody else sees it. */
export async function benchDrawing(
  report: Report,
  stage: Stage,
  bare: BareBpmnJs,
  model: BenchModel & { readonly size: number },
): Promise<void> {
  const page = await stage.openPage('alice');
  const other = await stage.openPage('alice');
  for (const one of [page, other]) {
    await one.goto(`${stage.url}/artifact/${model.id}`);
    await one.locator(drawn(model.last)).first().waitFor({ state: 'attached' });
  }
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.locator('.djs-palette.open').waitFor();
  await page.locator(drawn(model.last)).first().waitFor({ state: 'attached' });
  await bare.open('modeler', model.document);

  const task = 'Task_12';
  const ours: number[] = [];
  const theirs: number[] = [];
  const sent: number[] = [];
  const acknowledged: number[] = [];
  const elsewhere: number[] = [];
  for (let time = 0; time < GESTURES; time += 1) {
    const place = await other.locator(drawn(task)).first().getAttribute('transform');
    await other.evaluate(
      ([id, transform]) => window.probe.await(`.canvas [data-element-id="${id}"]:not([transform="${transform}"])`),
      [task, place] as const,
    );
    await page.evaluate(() => window.probe.forgetCalls());
    ours.push(await drag(page, drawn(task), time));
    theirs.push(await drag(bare.page, `[data-element-id="${task}"]`, time));
    await page.waitForFunction((kept) => window.probe.calls().some(({ name }) => new RegExp(kept).test(name)), KEPT);
    await other.waitForFunction(() => window.probe.seen > 0);
    const { released, call } = await page.evaluate((kept) => {
      const { released } = window.probe;
      return { released, call: window.probe.calls().find(({ name }) => new RegExp(kept).test(name))! };
    }, KEPT);
    sent.push(call.sent - released);
    acknowledged.push(call.answered - released);
    elsewhere.push((await other.evaluate(() => window.probe.seen)) - released);
  }
  const { size } = model;
  report({
    figure: `own_work_on_a_gesture_at_${size}`,
    value: median(ours) - median(theirs),
    unit: 'ms',
    baseline: median(theirs),
    target: '<= 30',
    note: `time of the processor in the main thread from dropping a task on, median of ${GESTURES}: what ours takes more than bare bpmn-js; baseline: bare bpmn-js`,
  });
  const note = `95th percentile of ${GESTURES} drags at ${size} elements, from releasing the mouse`;
  report({
    figure: `change_is_acknowledged_at_${size}`,
    value: p95(acknowledged),
    unit: 'ms',
    baseline: null,
    target: '<= 80',
    note: `${note}; the median is ${Math.round(median(acknowledged))} ms, of which ${Math.round(median(sent))} before it is sent`,
  });
  report({
    figure: `change_is_on_another_canvas_at_${size}`,
    value: p95(elsewhere),
    unit: 'ms',
    baseline: null,
    target: '<= 200',
    note: `${note}; the median is ${Math.round(median(elsewhere))} ms`,
  });
  await Promise.all([page, other].map((one) => one.context().close()));
}
