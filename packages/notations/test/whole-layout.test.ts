import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planPatch } from '@ameide/graph-model';
import fc from 'fast-check';
import { isSyntheticId } from '../src/bpmn/document.ts';
import { flowNodes } from '../src/bpmn/kinds.ts';
import { pathCrosses } from '../src/bpmn/layout/geometry.ts';
import { bpmn } from '../src/bpmn/node.ts';
import { drawingFaults } from './drawing-faults.ts';
import { choices, generated } from './generated-document.ts';
import { orderModel, readModel } from './order-model.ts';
import { referenceModels, sampleModels } from './reference-models.ts';

const withoutDrawing = (text: string) => text.replaceAll(/<(?:(\w+):)?BPMNDiagram[\s\S]*?<\/(?:\1:)?BPMNDiagram>/g, '');
const offered = (text: string) => bpmn.suggest(readModel(text), 'en').find(({ code }) => code === 'create_layout');

/** The document as the offered layout draws it: valid, whole, and with nothing else changed. */
function laidOut(text: string): string {
  const model = readModel(text);
  assert.equal(model.layout.bounds.size, 0);
  const suggestion = offered(text);
  assert.ok(suggestion, 'a layout is offered');
  assert.deepEqual(
    suggestion.operations.map(({ type }) => type),
    ['arrange'],
  );
  const plan = planPatch({ ...model, notation: bpmn, operations: suggestion.operations });
  assert.deepEqual(
    plan.diagnostics.filter(({ severity }) => severity === 'error'),
    [],
  );
  assert.deepEqual(plan.change.semantic, []);
  const { document } = bpmn.write(text, plan.change);
  const { graph, layout } = readModel(document);
  assert.deepEqual({ graph, layout }, { graph: model.graph, layout: plan.after.layout });
  assert.deepEqual(bpmn.validate(document), bpmn.validate(text));
  const undrawable = [...graph.nodes.keys(), ...graph.edges.keys()].filter(isSyntheticId);
  const faults = [...drawingFaults(document)].filter((fault) => !undrawable.some((id) => fault.startsWith(`${id} `)));
  assert.deepEqual(faults, []);
  assert.deepEqual(readModel(bpmn.write(document, plan.inverse).document), model, 'it can be taken back');
  return document;
}

test('a layout of whatever there is draws all of it once, in its place and over no other, and changes nothing else', () => {
  fc.assert(
    fc.property(choices, (chosen) => {
      const text = withoutDrawing(generated(chosen));
      if (readModel(text).graph.nodes.size > 1 && /<(task|sub|exclusive|part)/.test(text)) laidOut(text);
    }),
    { numRuns: 200 },
  );
});

for (const { name, text } of [...sampleModels, ...referenceModels, { name: 'the order model', text: orderModel }]) {
  const undrawn = withoutDrawing(text);
  const isChoreography = /[:<](?:choreography|globalChoreographyTask) /.test(text);
  test(`a layout of ${name}`, { skip: isChoreography && 'choreographies are not laid out' }, () => {
    laidOut(undrawn);
  });
}

test('flows lead to the right and through no step', () => {
  const { text } = sampleModels.find(({ name }) => name === 'order-to-cash.bpmn')!;
  const { graph, layout } = readModel(laidOut(withoutDrawing(text)));
  for (const edge of graph.edges.values()) {
    if (edge.kind !== 'bpmn::sequence_flow') continue;
    for (const node of graph.nodes.values()) {
      if (!flowNodes.has(node.kind) || node.id === edge.source || node.id === edge.target) continue;
      const [path, box] = [layout.waypoints.get(edge.id)!, layout.bounds.get(node.id)!];
      const inside = { x: box.x + 1, y: box.y + 1, width: box.width - 2, height: box.height - 2 };
      assert.ok(!pathCrosses(path, inside), `${edge.id} crosses ${node.id}`);
    }
  }
});

test('a model that is drawn, or has nothing to draw, is offered no layout', () => {
  assert.equal(offered(orderModel), undefined);
  const empty =
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"><process id="P" /></definitions>';
  assert.equal(offered(empty), undefined);
});
