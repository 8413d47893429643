import type { Report } from '../figure.ts';
import { openBareBpmnJs } from './bare-bpmn-js.ts';
import { benchBundles } from './bundles.ts';
import { benchDrawing } from './drawing.ts';
import { benchGhosts } from './ghosts.ts';
import { largeModel } from './large-model.ts';
import { type BenchModel, benchOpening } from './opening.ts';
import { benchPanning } from './panning.ts';
import { type Stage, withStage } from './stage.ts';
import { benchTyping } from './typing.ts';

/** With their flows, 60 and 1,000 elements. */
const FEW_TASKS = 30;
const MANY_TASKS = 500;

/** What people feel in a browser: a real platform, Chromium, and bare bpmn-js beside ours. */
export async function benchWorkspace(report: Report): Promise<void> {
  const executablePath = process.env.CHROMIUM_PATH;
  if (executablePath === undefined) throw new Error('CHROMIUM_PATH says where Chromium is.');
  await withStage(executablePath, async (stage) => {
    await benchBundles(report);
    const small = await makeModel(stage, FEW_TASKS);
    const large = await makeModel(stage, MANY_TASKS);
    const bare = await openBareBpmnJs(stage);
    await benchOpening(report, stage, bare, { small, large });
    await benchPanning(report, stage, bare, large);
    await benchDrawing(report, stage, bare, { ...small, size: 2 * FEW_TASKS });
    await benchDrawing(report, stage, bare, { ...large, size: 2 * MANY_TASKS });
    await benchGhosts(report, stage, small);
    await benchTyping(report, stage, small);
  });
}

async function makeModel({ client }: Stage, tasks: number): Promise<BenchModel> {
  const document = largeModel(tasks);
  const { artifactId } = await client.importDocument({ title: `${tasks} tasks`, kind: 'bpmn::process', document });
  return { id: artifactId, document, last: `Flow_${tasks - 1}` };
}
