import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { differences } from './drawing/differences.ts';
import { createHand } from './drawing/hand.ts';
import { keptModel } from './drawing/kept-model.ts';
import { type Easel, openEasel } from './drawing/page.ts';
import { poollessModel, poollessScripts } from './drawing/poolless-model.ts';
import { attempt, ended, type Findings, runDrawing } from './drawing/run.ts';
import { type Script, scripts } from './drawing/scripted-gestures.ts';
import { studioModel } from './drawing/studio-model.ts';
import { type Trace, traceOf } from './drawing/trace.ts';
import { emptyingScripts, oneDiagram, twoDiagrams } from './drawing/two-diagrams.ts';

const executablePath = process.env.CHROMIUM_PATH;
const skip = executablePath ? false : 'this machine has no Chromium (CHROMIUM_PATH)';
const SAMPLES = join(import.meta.dirname, '../../services/platform/samples');
const TRACES = join(import.meta.dirname, 'drawing/traces.json');
const BPMN_JS = join(import.meta.dirname, '../../services/workspace/web/node_modules/bpmn-js/package.json');
/** Random gestures; `pnpm test:long --drawing` makes more. */
const EDITS = 40;

interface Traces {
  readonly 'bpmn-js': string;
  readonly gestures: Readonly<Record<string, Trace>>;
}

suite('what people draw', { skip, timeout: 600_000 }, () => {
  let easel: Easel;
  const problems: string[] = [];
  const traces: Record<string, Trace> = {};
  const documents = new Map<string, string>();

  before(async () => {
    easel = await openEasel(executablePath!, (problem) => problems.push(problem));
  });
  after(() => easel?.close());

  /** Does each gesture on a new canvas, and says what is wrong. */
  async function draw(studio: string, scripts: Readonly<Record<string, Script>>): Promise<Findings> {
    const hand = createHand(easel.page);
    const model = keptModel(studio);
    const untouched = await easel.freshPicture(studio);
    const findings: Findings = { kept: 0, refused: [], faults: [] };
    for (const [name, script] of Object.entries(scripts)) {
      await easel.open(studio, model.elements());
      const spots = await easel.spots();
      const at = (id: string) => spots.find((spot) => spot.id === id) ?? assert.fail(`${id} is not drawn`);
      await script(hand, at);
      const gestures = await ended(easel);
      findings.faults.push(...problems.splice(0).map((problem) => `${name}: ${problem}`));
      if (studio === studioModel) traces[name] = traceOf(gestures);
      const drawn = await easel.picture();
      const kept = gestures.reduce(
        (last: ReturnType<typeof attempt>, gesture) => last && attempt(last, gesture, name, findings),
        model,
      );
      if (gestures.length === 0) findings.faults.push(`${name}: nothing has come of it`);
      if (kept === undefined) continue;
      if (studio === studioModel) documents.set(name, kept.document);
      const fresh = await easel.freshPicture(kept.document);
      await easel.answer(kept.document, kept.elements(), false);
      const found = [
        ...differences(drawn, fresh, untouched, false),
        ...differences(await easel.picture(), fresh, untouched),
      ];
      findings.faults.push(...found.map((fault) => `${name}: ${fault}`));
    }
    return findings;
  }

  test('each gesture is kept as it is drawn, valid, and nothing else is lost', async () => {
    const { refused, faults } = await draw(studioModel, scripts);
    assert.deepEqual([refused, faults, problems], [[], [], []]);
  });

  test('what has no pool is drawn on beside what has one', async () => {
    const { refused, faults } = await draw(poollessModel, poollessScripts);
    assert.deepEqual([refused, faults, problems], [[], [], []]);
  });

  test('what has been emptied is drawn on, also as the first of several diagrams', async () => {
    for (const model of [oneDiagram, twoDiagrams]) {
      const { refused, faults } = await draw(model, emptyingScripts);
      assert.deepEqual([refused, faults, problems], [[], [], []]);
    }
  });

  test('a copy has what only its vendor understands', () => {
    const count = (text: string | RegExp) => documents.get('copy a step')!.split(text).length - 1;
    assert.deepEqual([count('acme:cost="12"'), count(/<acme:form key="check" ?\/>/)], [2, 2]);
  });

  test('so have a copied flow, with the language of its condition, and a step with a name beside it', () => {
    const count = (text: string | RegExp) => documents.get('copy two steps and their flow')!.split(text).length - 1;
    const own = ['acme:weight="3"', /<acme:rule key="checked" ?\/>/, 'language="feel"', 'acme:cost="3"'];
    assert.deepEqual(own.map(count), [2, 2, 2, 2]);
  });

  test('a gesture is the commands and the operations that it was with this version of bpmn-js', async () => {
    const { version } = JSON.parse(await readFile(BPMN_JS, 'utf8')) as { version: string };
    const now: Traces = { 'bpmn-js': version, gestures: traces };
    if (process.env.UPDATE_TRACES === '1') await writeFile(TRACES, `${JSON.stringify(now, null, 2)}\n`);
    const known = JSON.parse(await readFile(TRACES, 'utf8')) as Traces;
    const advice = `bpmn-js was ${known['bpmn-js']} and is ${version}: see what its gestures are now, then run this test with UPDATE_TRACES=1, and pnpm format`;
    assert.equal(version, known['bpmn-js'], advice);
    for (const name of Object.keys({ ...known.gestures, ...traces }))
      assert.deepEqual(traces[name], known.gestures[name], name);
  });

  test('why nothing comes of a gesture is said', async () => {
    const hand = createHand(easel.page);
    await easel.open(studioModel, keptModel(studioModel).elements());
    const spots = await easel.spots();
    const bank = spots.find(({ id }) => id === 'Bank')!;
    await easel.obstacles();
    await hand.tool('create.task');
    await hand.click({ x: bank.x + 40, y: bank.y - 20 });
    assert.deepEqual([await easel.obstacles(), (await ended(easel)).length], [['outside pool'], 0]);
    assert.deepEqual(problems, []);
  });

  test('what is drawn otherwise than it is kept is found', async () => {
    const moved = studioModel.replace('<dc:Bounds x="680" y="140"', '<dc:Bounds x="690" y="140"');
    const [drawn, fresh] = [await easel.freshPicture(studioModel), await easel.freshPicture(moved)];
    assert.match(differences(drawn, fresh, drawn)[0] ?? '', /^Pay bounds: drawn/);
  });

  test('a random hand finds no fault', async () => {
    const names = (await readdir(SAMPLES)).filter((name) => name.endsWith('.bpmn')).sort();
    const models = await Promise.all(
      names.map(async (name) => ({ name, document: await readFile(join(SAMPLES, name), 'utf8') })),
    );
    const figures = await runDrawing({ chromium: executablePath!, models, seed: 'slice', edits: EDITS });
    assert.deepEqual(figures.faults, []);
    assert.ok(figures.kept >= EDITS, `${figures.kept} kept`);
  });
});
