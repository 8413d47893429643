import { parseArgs } from 'node:util';
import { Figures } from './figures.ts';
import { defaults, runFidelity } from './run.ts';

/** `pnpm test:long --models <folder>`: the figures of a folder. Exit code 1 when there is a fault. */
const { values } = parseArgs({
  options: {
    models: { type: 'string' },
    seed: { type: 'string' },
    sample: { type: 'string' },
    only: { type: 'string' },
    edits: { type: 'string' },
  },
});
const models = values.models!;
const seed = values.seed ?? '1';
const edits = values.edits === undefined ? defaults.edits : Number(values.edits);
const more = edits === defaults.edits ? '' : ` --edits ${edits}`;
const repeat = (file: string) => `pnpm test:long --models '${models}' --only '${file}' --seed ${seed}${more}`;
let told = 0;
let soFar = new Figures();

function tell(figures: Figures): void {
  soFar = figures;
  if (performance.now() - told < 2000) return;
  told = performance.now();
  const faults = figures.failed ? ', with faults' : '';
  process.stderr.write(`\r  ${figures.files} files, ${figures.applied} edits${faults}   `);
}

function show(figures: Figures): void {
  console.log(`seed ${seed}\n${figures.table(repeat)}`);
}

// Who does not want to wait for the rest sees what there is.
process.once('SIGINT', () => {
  show(soFar);
  process.exit(130);
});

try {
  const sample = values.sample === undefined ? {} : { sample: Number(values.sample) };
  const only = values.only === undefined ? {} : { only: values.only };
  const figures = await runFidelity({ models, seed, edits, ...sample, ...only, onProgress: tell });
  process.stderr.write('\r');
  show(figures);
  process.exitCode = figures.failed ? 1 : 0;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
