import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Change, Graph, Layout, SemanticMutation } from '@ameide/graph-model';
import { applyLayout, applyMutations, inverse } from '@ameide/graph-model';
import fc from 'fast-check';
import { completeChange } from '../src/bpmn/complete.ts';
import { bpmn } from '../src/bpmn/node.ts';
import { orderModel } from './order-model.ts';
import { randomEdit } from './random-edits.ts';
import { referenceModels, sampleModels } from './reference-models.ts';

function read(text: string) {
  const result = bpmn.read(text);
  assert.ok(result.ok, JSON.stringify(result.diagnostics));
  return result;
}

const sorted = <T>(map: ReadonlyMap<string, T>) => Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
const plain = ({ nodes, edges }: Graph) => ({ nodes: sorted(nodes), edges: sorted(edges) });
const plainLayout = ({ bounds, waypoints }: Layout) => ({ bounds: sorted(bounds), waypoints: sorted(waypoints) });

/** Writes a change and checks that the document says what the graph and layout say. */
function writeChecked(text: string, change: Change): string {
  const before = read(text);
  const { document, edits } = bpmn.write(text, change);
  const after = read(document);
  assert.deepEqual(plain(after.graph), plain(applyMutations(before.graph, change.semantic)));
  assert.deepEqual(plainLayout(after.layout), plainLayout(applyLayout(before.layout, change.layout)));
  let end = 0;
  for (const edit of edits) {
    assert.ok(edit.offset >= end);
    end = edit.offset + edit.length;
  }
  return document;
}

function completed(before: { graph: Graph; layout: Layout }, edit: readonly SemanticMutation[]): Change {
  const semantic = [...edit, ...completeChange(before, edit)];
  return { semantic, layout: bpmn.layOut(before, semantic) };
}

/** The order model as other tools would write it. */
const variants = [
  { name: 'order model', text: orderModel },
  { name: 'order model with CRLF and tabs', text: orderModel.replaceAll('  ', '\t').replaceAll('\n', '\r\n') },
  { name: 'order model on one line', text: orderModel.replace(/>\s+</g, '><') },
  {
    name: 'order model in the default namespace',
    text: orderModel.replaceAll('bpmn:', '').replace('xmlns:bpmn=', 'xmlns='),
  },
  {
    name: 'order model without ids on flows and notes',
    text: orderModel
      .replace(/\s*<bpmn:(incoming|outgoing)>.*/g, '')
      .replace(/<bpmn:(sequenceFlow|association|messageFlow|textAnnotation) id="\w+"/g, '<bpmn:$1')
      .replace(/<bpmn:(association|textAnnotation)(?=[ >])[\s\S]*?(\/>|<\/bpmn:textAnnotation>)/g, '')
      .replace(/<bpmndi:BPMNEdge [\s\S]*?<\/bpmndi:BPMNEdge>/g, '')
      .replace(
        '<bpmn:sequenceFlow sourceRef="Start"',
        '<bpmn:subProcess><bpmn:task name="a" /><bpmn:task name="b" /></bpmn:subProcess><bpmn:task /><bpmn:sequenceFlow name="again" sourceRef="Start" targetRef="Task_check" />$&',
      ),
  },
  { name: 'order model without listed flows', text: orderModel.replace(/\s*<bpmn:(incoming|outgoing)>.*/g, '') },
  {
    name: 'order model without a diagram',
    text: orderModel
      .replace(/ *<bpmndi:BPMNDiagram[\s\S]*<\/bpmndi:BPMNDiagram>\n/, '')
      .replace(/ xmlns:(bpmndi|dc|di)="[^"]*"/g, ''),
  },
];

for (const { name, text } of [...variants, ...sampleModels, ...referenceModels]) {
  test(`${name}: random edits are written as applied, taken back, and stay schema-valid`, () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.nat(), { minLength: 8, maxLength: 8 }), { minLength: 1, maxLength: 4 }),
        (choices) => {
          let current = text;
          const texts: { text: string; change: Change }[] = [];
          choices.forEach((numbers, round) => {
            let at = 0;
            const before = read(current);
            const edit = randomEdit(before.graph, (below) => numbers[at++ % numbers.length]! % below, `${round}`);
            const change = completed(before, edit);
            texts.push({ text: current, change });
            current = writeChecked(current, change);
            assert.deepEqual(bpmn.validate(current), [], `after ${JSON.stringify(edit)}`);
          });
          for (const step of texts.reverse()) current = writeChecked(current, inverse(step.change));
          assert.deepEqual(plain(read(current).graph), plain(read(text).graph));
          assert.deepEqual(plainLayout(read(current).layout), plainLayout(read(text).layout));
        },
      ),
      { numRuns: 10 },
    );
  });
}

test('an element with very many children is edited like any other', () => {
  const tasks = Array.from({ length: 150_000 }, (_, n) => `<task id="t${n}"/>`).join('\n');
  const text = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="D" targetNamespace="urn:x"><process id="P">\n${tasks}\n</process></definitions>`;
  const { graph, layout } = read(text);
  const node = { ...graph.nodes.get('t0')!, id: 'new', name: 'New' };
  const added = completed({ graph, layout }, [{ type: 'node_added', node }]);
  assert.deepEqual(bpmn.write(text, added).edits.length, 1);
  assert.equal(read(bpmn.write(text, added).document).graph.nodes.get('new')?.name, 'New');
});

test('white space in a tag costs no more than its length', () => {
  const blanks = ' '.repeat(200_000);
  const text = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="D" targetNamespace="urn:x"><process id="P"><task id="t"${blanks}name="Old"${blanks}/></process></definitions>`;
  const { graph } = read(text);
  const changed: SemanticMutation = { type: 'node_changed', id: 't', before: { name: 'Old' }, after: { name: 'New' } };
  assert.ok(graph.nodes.has('t'));
  assert.equal(bpmn.write(text, { semantic: [changed], layout: [] }).document, text.replace('Old', 'New'));
});
