import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { Graph, Layout } from '@ameide/graph-model';
import { planPatch } from '@ameide/graph-model';
import { byId, operation } from '@ameide/graph-model/testing';
import { createBpmnNotation } from '@ameide/notations/bpmn';
import fc from 'fast-check';
import type { Browser, Page } from 'playwright-core';
import type { Element } from '../data/elements.ts';
import { onPage, openHarness } from './harness-page.ts';
import { type Pick, randomOperations } from './random-operations.ts';

const executablePath = process.env.CHROMIUM_PATH;
const skip = executablePath ? false : 'this machine has no Chromium (CHROMIUM_PATH)';
const samples = join(import.meta.dirname, '../../../platform/samples');
const notation = createBpmnNotation(() => []);
const BIOC = 'http://bpmn.io/schema/bpmn/biocolor/1.0';
const COLOR = 'http://www.omg.org/spec/BPMN/non-normative/color/1.0';
const RUNS = 6;
const STEPS = 24;
/** Drawing a document anew takes most of the time. */
const COMPARED = 4;

suite('a canvas that follows a model', { skip, timeout: 180_000 }, () => {
  let browser: Browser;
  let page: Page;
  let documents: string[];
  const counts = { inPlace: 0, anew: 0 };

  before(async () => {
    ({ browser, page } = await openHarness(executablePath!));
    const names = (await readdir(samples)).filter((name) => name.endsWith('.bpmn'));
    documents = await Promise.all(names.map((name) => readFile(join(samples, name), 'utf8')));
  });
  after(() => browser?.close());

  test('shows what a new canvas shows, whatever has been changed', async () => {
    const kinds = fc.constantFrom<'viewer' | 'modeler'>('viewer', 'modeler');
    const numbers = fc.infiniteStream(fc.nat());
    const cases = fc.record({ at: fc.nat({ max: 2 }), kind: kinds, numbers: fc.noShrink(numbers) });
    const property = fc.asyncProperty(cases, async ({ at, kind, numbers }) => {
      const pick: Pick = (below) => (numbers.next().value as number) % below;
      let text = documents[at % documents.length]!;
      let model = read(text);
      await onPage(page, 'open', kind, text, elementsOf(model));
      const done: string[] = [];
      for (let step = 1; step <= STEPS; step += 1) {
        const operations = randomOperations(model, pick, `Added_${step}`);
        const plan = planPatch({ ...model, operations, notation });
        if (operations.length === 0 || !plan.ok) continue;
        text = notation.write(text, plan.change).document;
        model = read(text);
        done.push(operations.map(({ id }) => id).join('+'));
        const isInPlace = await onPage(page, 'follow', text, elementsOf(model));
        counts[isInPlace ? 'inPlace' : 'anew'] += 1;
        if (step % COMPARED !== 0) continue;
        const shown = await onPage(page, 'picture');
        const fresh = await onPage(page, 'freshPicture', text);
        assert.deepEqual(difference(shown, fresh), [], `${kind}, after ${done.join(', ')}`);
      }
    });
    await fc.assert(property, { numRuns: RUNS, endOnFailure: true });
    assert.ok(counts.inPlace > counts.anew * 3, JSON.stringify(counts));
  });

  test('stays where it is: in view, in the open plane, with what is selected', async () => {
    const text = documents.find((one) => one.includes('SubProcess_Clarify'))!;
    const model = read(text);
    await onPage(page, 'open', 'modeler', text, elementsOf(model));
    const inside = [...model.graph.nodes.values()].find(({ parent }) => parent === 'SubProcess_Clarify')!;
    await onPage(page, 'enter', 'SubProcess_Clarify_plane', inside.id);
    const standing = await onPage(page, 'standing');
    const operations = [operation('rename', 'rename', { selector: byId(inside.id), name: 'Another name' })];
    const renamed = notation.write(text, planPatch({ ...model, operations, notation }).change).document;
    assert.ok(await onPage(page, 'follow', renamed, elementsOf(read(renamed))));
    assert.equal(await onPage(page, 'standing'), standing);
    await onPage(page, 'again');
    assert.equal(await onPage(page, 'standing'), standing);
    assert.deepEqual(difference(await onPage(page, 'picture'), await onPage(page, 'freshPicture', renamed)), []);
  });

  test('never draws what is no colour, and asks no other server', async () => {
    const outside = 'url(http://elsewhere.invalid/colour)';
    const sayings = [outside, 'red; fill: blue', 'expression(alert(1))'];
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    for (const said of sayings) {
      const hostile = documents[0]!
        .replace(/(<(?:\w+:)?definitions)/, `$1 xmlns:bc="${BIOC}" xmlns:cl="${COLOR}"`)
        .replaceAll(
          /(<\w+:BPMN(?:Shape|Edge) )/g,
          `$1cl:background-color="${said}" bc:fill="${said}" cl:border-color="${said}" bc:stroke="${said}" `,
        )
        .replaceAll(/(<\w+:BPMNLabel)/g, `$1 cl:color="${said}"`);
      const good = documents[0]!;
      for (const kind of ['viewer', 'modeler'] as const) {
        await onPage(page, 'open', kind, hostile, elementsOf(read(hostile)));
        const shown = await onPage(page, 'picture');
        assert.deepEqual(difference(shown, await onPage(page, 'freshPicture', good)), [], said);
        const svg = await onPage(page, 'svg');
        assert.ok(!svg.includes('elsewhere') && !svg.includes(said), said);
      }
    }
    assert.deepEqual(asked, []);
  });

  test('says when something fails within bpmn-js, so that the page begins anew', async () => {
    assert.equal(await onPage(page, 'breakOnce'), 1);
  });

  test('draws nothing over a canvas that is gone', async () => {
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    const model = read(documents[0]!);
    await onPage(page, 'open', 'viewer', documents[0]!, elementsOf(model));
    await onPage(page, 'leaveWhileDrawing', [...model.layout.bounds.keys()][0]!);
    assert.deepEqual(complaints, []);
  });
});

/** What only one of two canvases shows. */
function difference(shown: readonly string[], fresh: readonly string[]): string[] {
  return [
    ...shown.filter((line) => !fresh.includes(line)).map((line) => `shown: ${line}`),
    ...fresh.filter((line) => !shown.includes(line)).map((line) => `fresh: ${line}`),
  ];
}

interface Model {
  readonly graph: Graph;
  readonly layout: Layout;
}

function read(text: string): Model {
  const result = notation.read(text);
  assert.ok(result.ok);
  return result;
}

function elementsOf({ graph, layout }: Model): [string, Element][] {
  const nodes = [...graph.nodes.values()].map(({ id, name, kind, parent, properties }): [string, Element] => {
    const place = { parent: parent ?? '', source: '', target: '', bounds: layout.bounds.get(id) as Element['bounds'] };
    const label = layout.labels.get(id) as Element['label'];
    return [id, { name, kind, properties: properties as Element['properties'], ...place, label }];
  });
  const edges = [...graph.edges.values()].map(({ id, name, kind, source, target, properties }): [string, Element] => {
    const place = { parent: '', source, target, waypoints: layout.waypoints.get(id) as Element['waypoints'] };
    const label = layout.labels.get(id) as Element['label'];
    return [id, { name, kind, properties: properties as Element['properties'], ...place, label }];
  });
  return [...nodes, ...edges];
}
