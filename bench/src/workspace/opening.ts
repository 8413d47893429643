import type { Page } from 'playwright-core';
import type { Report } from '../figure.ts';
import type { BareBpmnJs } from './bare-bpmn-js.ts';
import { median } from './median.ts';
import type { Stage } from './stage.ts';

const TIMES = 5;

/** A model that the bench has made. */
export interface BenchModel {
  readonly id: string;
  readonly document: Uint8Array;
  /** The element that is drawn last. */
  readonly last: string;
}

/** Opens a page until something is there. @returns milliseconds since it was asked for */
async function opened(page: Page, url: string, selector: string): Promise<number> {
  const begin = performance.now();
  await page.goto(url, { waitUntil: 'commit' });
  await page.locator(selector).first().waitFor({ state: 'attached' });
  return performance.now() - begin;
}

async function times(measure: () => Promise<number>): Promise<number> {
  const measured: number[] = [];
  for (let time = 0; time < TIMES; time += 1) measured.push(await measure());
  return median(measured);
}

export const drawn = (id: string) => `.canvas [data-element-id="${id}"]`;

export async function benchOpening(
  report: Report,
  stage: Stage,
  bare: BareBpmnJs,
  models: { readonly small: BenchModel; readonly large: BenchModel },
): Promise<void> {
  const { small, large } = models;
  const page = await stage.openPage('alice');
  const address = ({ id }: BenchModel) => `${stage.url}/artifact/${id}`;
  const common = { unit: 'ms', note: `median of ${TIMES}, from asking for the page` };

  const home = await times(() => opened(page, stage.url, 'a[href^="/artifact/"]'));
  report({ figure: 'open_home', value: home, baseline: null, target: '<= 1500', ...common });

  const few = await times(() => opened(page, address(small), drawn(small.last)));
  report({ figure: 'open_model_of_60_elements', value: few, baseline: null, target: '<= 2000', ...common });

  const bareViewer = await times(() => bare.open('viewer', large.document));
  const many = await times(() => opened(page, address(large), drawn(large.last)));
  const beside = `${common.note}; baseline: bare bpmn-js imports the same document`;
  report({
    figure: 'see_1000_elements',
    value: many,
    unit: 'ms',
    baseline: bareViewer,
    target: '<= 2000',
    note: beside,
  });

  const bareModeler = await times(() => bare.open('modeler', large.document));
  const editing = await times(async () => {
    const seen = await opened(page, address(large), drawn(large.last));
    const begin = performance.now();
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.locator(`.canvas.editing [data-element-id="${large.last}"]`).first().waitFor({ state: 'attached' });
    await page.locator('.djs-palette.open').waitFor();
    return seen + performance.now() - begin;
  });
  const note = `${common.note}, with a click on Edit as soon as it is drawn; baseline: bare bpmn-js, the modeler alone`;
  report({ figure: 'edit_1000_elements', value: editing, unit: 'ms', baseline: bareModeler, target: '<= 3000', note });
  await page.context().close();
}
