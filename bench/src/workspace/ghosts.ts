import { PatchState } from '@ameide/contracts/graph/v1/patch';
import type { Report } from '../figure.ts';
import { median } from './median.ts';
import { type BenchModel, drawn } from './opening.ts';
import type { ProbeWindow } from './page-probe.ts';
import type { Stage } from './stage.ts';

declare const window: ProbeWindow;

const TIMES = 5;

/** How soon a proposal is seen on the canvas after the page has heard of it. */
export async function benchGhosts(report: Report, stage: Stage, small: BenchModel): Promise<void> {
  const page = await stage.openPage('alice');
  const measured: number[] = [];
  const ref = `artifacts/${small.id}/main`;
  for (let time = 0; time < TIMES; time += 1) {
    await page.goto(`${stage.url}/artifact/${small.id}`);
    await page.locator(drawn(small.last)).first().waitFor({ state: 'attached' });
    await page.evaluate(() => {
      window.probe.forgetCalls();
      window.probe.await('.ghost');
    });
    await page.getByRole('textbox', { name: 'Message' }).fill('Rename "Task number 7" to "Another name"');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => window.probe.seen > 0);
    measured.push(
      await page.evaluate(() => {
        const { seen } = window.probe;
        const asked = window.probe.calls().filter(({ name, sent }) => name === 'ListPatches' && sent < seen);
        return seen - asked.at(-1)!.sent;
      }),
    );
    const { patches } = await stage.client.graphPatches.listPatches({ ref, state: PatchState.PROPOSED, pageSize: 10 });
    for (const { id } of patches) await stage.client.graphPatches.rejectPatch({ patchId: id, reason: 'measured' });
  }
  const note = `median of ${TIMES}, at 60 elements, from the frame that tells of the proposal, which the page answers by asking for it`;
  report({
    figure: 'ghosts_of_a_proposal',
    value: median(measured),
    unit: 'ms',
    baseline: null,
    target: '<= 100',
    note,
  });
  await page.context().close();
}
