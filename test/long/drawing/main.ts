import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openFolder } from '../fidelity/model-files.ts';
import { runDrawing } from './run.ts';

/** `pnpm test:long --drawing <folder>`: draws on the models of a folder, and prints figures. Exit code 1 when there is a fault. */
const { values } = parseArgs({
  options: {
    drawing: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string' },
    edits: { type: 'string' },
  },
});
const chromium = process.env.CHROMIUM_PATH;
if (chromium === undefined) throw new Error('this machine has no Chromium (CHROMIUM_PATH)');
const { root, files } = await openFolder(values.drawing!);
const models: { name: string; document: string }[] = [];
for await (const name of files()) {
  if (values.only !== undefined && values.only !== name) continue;
  models.push({ name, document: await readFile(join(root, name), 'utf8') });
}
models.sort((a, b) => (a.name < b.name ? -1 : 1));
const seed = values.seed ?? '1';
const edits = Number(values.edits ?? 500);
/** What it finds is worth having however the run ends; one gesture may find the same many times. */
const MOST_AT_ONCE = 6;
let printed = 0;
const figures = await runDrawing({
  chromium,
  models,
  seed,
  edits,
  onProgress({ drawn, refused, faults }) {
    for (const fault of faults.slice(printed, printed + MOST_AT_ONCE)) process.stderr.write(`\n  ${fault}\n`);
    printed = faults.length;
    process.stderr.write(`\r  ${drawn} gestures, ${refused.length} refused, ${faults.length} faults   `);
  },
});
const work = figures.ownWork.sort((a, b) => a - b);
const at = (share: number) => work[Math.min(work.length - 1, Math.floor(work.length * share))]?.toFixed(1);
console.log(`\nseed ${seed}, ${models.length} models
  drawn ${figures.drawn}, kept ${figures.kept}, followed in place ${figures.inPlace}, refused ${figures.refused.length}
  ${[...figures.byKind].map(([kind, count]) => `${kind} ${count}`).join(', ')}
  own work on a gesture: median ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms`);
for (const [title, lines] of Object.entries({ refused: figures.refused, faults: figures.faults })) {
  if (lines.length > 0) console.log(`\n${title}\n  ${lines.join('\n  ')}`);
}
process.exitCode = figures.faults.length > 0 ? 1 : 0;
