import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { generate } from './fidelity/generate.ts';
import { runFidelity } from './fidelity/run.ts';

const DOCUMENTS = 1000;

/** The same over documents of one's own: `pnpm test:long --models <folder>`. */
test('random edits of documents that are made up', async (t) => {
  const models = await mkdtemp(join(tmpdir(), 'ameide-models-'));
  try {
    const seed = process.env.LONG_SEED ?? String(Date.now());
    for (let at = 0; at < DOCUMENTS; at += 1) {
      const { name, bytes } = generate(`${seed}-${at}`);
      await writeFile(join(models, name), bytes);
    }
    const figures = await runFidelity({ models, seed });
    t.diagnostic(`seed ${seed}\n${figures.table((file) => file)}`);
    assert.equal(figures.failed, false, 'there are faults: the figures say which');
    assert.equal(figures.read, DOCUMENTS);
  } finally {
    await rm(models, { recursive: true, force: true });
  }
});
