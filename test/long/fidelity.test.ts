import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { type FaultKind, faultKinds } from './fidelity/fault-kinds.ts';
import type { Figures } from './fidelity/figures.ts';
import { generate } from './fidelity/generate.ts';
import { runFidelity } from './fidelity/run.ts';

const DOCUMENTS = 24;

let models: string;
before(async () => {
  models = await mkdtemp(join(tmpdir(), 'ameide-models-'));
  await mkdir(join(models, 'deep', 'er'), { recursive: true });
  for (let at = 0; at < DOCUMENTS; at += 1) {
    const { name, bytes } = generate(String(at));
    await writeFile(join(models, at % 2 === 0 ? 'deep/er' : '', name), bytes);
  }
  await writeFile(join(models, 'half.bpmn'), '<definitions><process></definitions>');
  await writeFile(join(models, 'notes.txt'), 'no model');
});
after(() => rm(models, { recursive: true, force: true }));

const planted = (name: string) => new URL(`./fidelity/planted/${name}.ts`, import.meta.url).href;
const faultsOf = (figures: Figures): FaultKind[] => faultKinds.filter((kind) => figures.countOf(kind) > 0);

suite('a folder of models', () => {
  let figures: Figures;
  before(async () => {
    figures = await runFidelity({ models, seed: 'a' });
  });

  test('every document of every folder is read, or it is said why not', () => {
    assert.deepEqual([figures.files, figures.read], [DOCUMENTS + 1, DOCUMENTS]);
    assert.match(figures.table(String), /refused: malformed \(xml_malformed\): 1/);
  });
  test('it has no faults', () => {
    assert.deepEqual([faultsOf(figures), figures.unchanged, figures.valid], [[], DOCUMENTS, DOCUMENTS]);
    assert.ok(figures.applied > 5 * DOCUMENTS, `${figures.applied} edits`);
    assert.equal(figures.stayedValid, figures.applied);
  });
  test('the same seed does the same again, with one file alone as with all', async () => {
    const table = async () => (await runFidelity({ models, seed: 'b', only: 'generated-1.bpmn' })).table(String);
    assert.equal(await table(), await table());
  });
  test('a sample is as large as it was asked for', async () => {
    assert.equal((await runFidelity({ models, seed: 'c', sample: 3, edits: 1 })).files, 3);
  });
  test('a folder without models is told', () =>
    assert.rejects(
      runFidelity({ models: join(models, 'nowhere'), seed: 'd' }),
      /There is no file or folder .*nowhere/,
    ));
});

suite('a fault that was planted is found', () => {
  test('a writer that drops a comment', async () => {
    const figures = await runFidelity({ models, seed: 'a', sample: 6, notation: planted('drops-comments') });
    assert.deepEqual(faultsOf(figures), ['canonical_loss']);
    assert.match(figures.examplesOf('canonical_loss')[0]!.what, /<!-- made up -->/);
  });

  test('a writer that breaks the schema, and an export that changes the end', async () => {
    const figures = await runFidelity({ models, seed: 'a', sample: 6, notation: planted('breaks') });
    assert.deepEqual(faultsOf(figures), ['changed_unasked', 'made_invalid']);
  });

  test('a writer that does not tell all its edits', async () => {
    const figures = await runFidelity({ models, seed: 'a', sample: 6, notation: planted('forgets-edits') });
    assert.ok(figures.countOf('not_undone') > 0);
  });

  test('a parser that loops; the other documents are tried nevertheless', async () => {
    const text = Buffer.from(generate('0').bytes).toString().replace('made up', 'endless');
    await writeFile(join(models, 'endless.bpmn'), text);
    const notation = planted('loops');
    const figures = await runFidelity({ models, seed: 'a', edits: 1, notation, deadlineMs: 10_000 });
    assert.deepEqual(faultsOf(figures), ['crash']);
    const [crash, ...others] = figures.examplesOf('crash');
    assert.deepEqual([crash!.file, crash!.what, others], ['endless.bpmn', 'read: hung for 10 s', []]);
    assert.equal(figures.files, DOCUMENTS + 2);
  });
});
