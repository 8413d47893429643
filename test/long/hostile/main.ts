import { parseArgs } from 'node:util';
import type { HostileFigures } from './figures.ts';
import { runHostile } from './run.ts';
import { startWorld } from './world.ts';

/** `pnpm test:long --hostile`: the figures of a run. Exit code 1 when there is a fault. */
const { values } = parseArgs({
  options: { seed: { type: 'string' }, minutes: { type: 'string' }, only: { type: 'string' } },
});
const seed = values.seed ?? String(Date.now());
const forMs = Number(values.minutes ?? 10) * 60_000;
let told = 0;

function tell(figures: HostileFigures): void {
  if (performance.now() - told < 2000) return;
  told = performance.now();
  const faults = figures.failed ? `, faults: ${figures.faults().join(', ')}` : '';
  process.stderr.write(`\r  ${figures.cases} cases, longest turn ${Math.round(figures.worstTurnMs)} ms${faults}   `);
}

const world = await startWorld();
try {
  const only = values.only === undefined ? {} : { only: Number(values.only) };
  const figures = await runHostile(world, { seed, forMs, ...only, onProgress: tell });
  process.stderr.write('\r');
  console.log(`seed ${seed}\n${figures.table((number) => `pnpm test:long --hostile --seed ${seed} --only ${number}`)}`);
  process.exitCode = figures.failed ? 1 : 0;
} finally {
  await world.end();
}
