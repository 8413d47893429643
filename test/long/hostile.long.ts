import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runHostile } from './hostile/run.ts';
import { startWorld } from './hostile/world.ts';

const FOR_MS = 10 * 60_000;

/** The same for as long as one likes: `pnpm test:long --hostile --minutes 60`. */
test('hostile requests of every kind, while somebody of another tenant works', async (t) => {
  const seed = process.env.LONG_SEED ?? String(Date.now());
  const world = await startWorld();
  try {
    const figures = await runHostile(world, { seed, forMs: FOR_MS });
    t.diagnostic(
      `seed ${seed}\n${figures.table((number) => `pnpm test:long --hostile --seed ${seed} --only ${number}`)}`,
    );
    assert.deepEqual(figures.faults(), []);
  } finally {
    await world.end();
  }
});
