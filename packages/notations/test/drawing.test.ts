import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bounds } from '@ameide/graph-model';
import { planPatch } from '@ameide/graph-model';
import { byId, operation } from '@ameide/graph-model/testing';
import { overlaps } from '../src/bpmn/layout/geometry.ts';
import { bpmn } from '../src/bpmn/node.ts';
import { orderModel, readModel } from './order-model.ts';

const task = { id: 'New', key: '', kind: 'bpmn::task', name: '', properties: {}, lifecycle: 'current' };
const flow = { id: '', kind: 'bpmn::sequence_flow', name: '', properties: {} };
const documented = ['update_node', { selector: byId('A'), properties: { documentation: 'x' } }] as const;

/** Applies operations; the document must say what the plan says, stay valid, and be taken back byte for byte if told so. */
function edited(text: string, operations: readonly (readonly [string, object])[], options = { exact: true }): string {
  const plan = planPatch({
    ...readModel(text),
    notation: bpmn,
    operations: operations.map(([type, fields], at) => operation(`op${at}`, type as 'rename', fields as never)),
  });
  assert.ok(plan.ok, JSON.stringify(plan.diagnostics));
  const { document } = bpmn.write(text, plan.change);
  const { graph, layout } = readModel(document);
  assert.deepEqual({ graph, layout }, plan.after);
  assert.deepEqual(bpmn.validate(document), []);
  if (options.exact) assert.equal(bpmn.write(document, plan.inverse).document, text);
  return document;
}

const document = (content: string, diagram = '') => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" targetNamespace="urn:t">
  ${content}
  ${diagram === '' ? '' : `<bpmndi:BPMNDiagram id="Diagram"><bpmndi:BPMNPlane id="Plane" bpmnElement="P">${diagram}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>`}
</definitions>
`;
const shape = (id: string, x: number, y = 100, width = 100, height = 80, attributes = '') =>
  `<bpmndi:BPMNShape id="${id}_di" bpmnElement="${id}"${attributes}><dc:Bounds x="${x}" y="${y}" width="${width}" height="${height}" /></bpmndi:BPMNShape>`;
const line = (id: string, from: number, to: number, attributes = '') =>
  `<bpmndi:BPMNEdge id="${id}_di" bpmnElement="${id}"${attributes}><di:waypoint x="${from}" y="140" /><di:waypoint x="${to}" y="140" /></bpmndi:BPMNEdge>`;
const sequence = (id: string, from: string, to: string) =>
  `<sequenceFlow id="${id}" sourceRef="${from}" targetRef="${to}" />`;

test('the drawing of a flow that leads nowhere outlives other edits', () => {
  const text = document(
    `<process id="P"><task id="A" name="a" />${sequence('F', 'A', 'Gone')}</process>`,
    shape('A', 100) + line('F', 200, 300),
  );
  edited(text, [['rename', { selector: byId('A'), name: 'b' }]]);
  edited(text, [documented]);
});

test('a model in which nothing is drawn stays so', () => {
  const text = document('<process id="P"><task id="A" /></process>');
  assert.ok(!edited(text, [documented], { exact: false }).includes('BPMNShape'));
  assert.ok(!edited(text, [['add_node', { node: task, parent: byId('P') }]]).includes('BPMNShape'));
  const bounds: Bounds = { x: 1, y: 2, width: 100, height: 80 };
  const asked = ['move', { selector: byId('A'), parent: null, bounds, waypoints: [] }] as const;
  assert.ok(edited(text, [asked], { exact: false }).includes('BPMNShape'));
});

test('a property draws nothing that was not drawn', () => {
  const text = document('<process id="P"><task id="A" /><task id="B" /></process>', shape('B', 100));
  assert.ok(!edited(text, [documented]).includes('bpmnElement="A"'));
});

test('a drawn flow names the shapes of its new ends', () => {
  const ends = (from: string, to: string) => ` sourceElement="${from}_di" targetElement="${to}_di"`;
  const text = document(
    `<process id="P"><task id="A" /><task id="B" />${sequence('F', 'A', 'B')}</process>`,
    shape('A', 100) + shape('B', 400) + line('F', 200, 400, ends('A', 'B')),
  );
  const fields = { remove: byId('B'), parent: null, nodes: [task], edges: [], entry: 'New', exit: 'New' };
  const replaced = edited(text, [['replace_subgraph', fields]], { exact: false });
  assert.ok(replaced.includes(ends('A', 'New')));
});

test('a placeholder stays while another association fills it, and data outputs stay with their activity', () => {
  const input = (id: string, data: string) =>
    `<dataInputAssociation id="${id}"><sourceRef>${data}</sourceRef><targetRef>Prop</targetRef></dataInputAssociation>`;
  const data = ['L', 'M'].map((id) => `<dataObjectReference id="${id}" />`).join('');
  const shared = document(
    `<process id="P">${data}<task id="A"><property id="Prop" name="__targetRef_placeholder" />${input('I1', 'L')}${input('I2', 'M')}</task></process>`,
  );
  assert.ok(
    edited(shared, [['remove_node', { selector: byId('L') }]], { exact: false }).includes('<property id="Prop"'),
  );
  const outputs = document(
    `<process id="P">${data}<task id="A"><ioSpecification><dataOutput id="Out" /><inputSet /><outputSet><dataOutputRefs>Out</dataOutputRefs></outputSet></ioSpecification><dataOutputAssociation id="O"><sourceRef>Out</sourceRef><targetRef>L</targetRef></dataOutputAssociation></task></process>`,
  );
  const fields = { remove: byId('A'), parent: null, nodes: [task], edges: [], entry: 'New', exit: 'New' };
  assert.ok(!edited(outputs, [['replace_subgraph', fields]], { exact: false }).includes('Out<'));
});

test('a boundary event is put where no other shape is', () => {
  const text = document(
    '<process id="P"><task id="A" /><task id="B" /></process>',
    shape('A', 100) + shape('B', 100, 185),
  );
  const properties = { attachedTo: 'A', eventDefinition: 'timer', timer: 'PT1H' };
  const node = { ...task, kind: 'bpmn::boundary_event', properties };
  const { layout } = readModel(edited(text, [['add_node', { node, parent: byId('P') }]], { exact: false }));
  assert.ok(!overlaps(layout.bounds.get('New')!, layout.bounds.get('B')!));
});

test('an open sub-process goes into another lane as it is, with its content', () => {
  const lanes = '<laneSet><lane id="One"><flowNodeRef>Sub</flowNodeRef></lane><lane id="Two" /></laneSet>';
  const text = document(
    `<process id="P">${lanes}<subProcess id="Sub"><task id="A" /></subProcess></process>`,
    shape('One', 100, 100, 600, 200) +
      shape('Two', 100, 300, 600, 300) +
      shape('Sub', 200, 120, 300, 160, ' isExpanded="true"') +
      shape('A', 250, 150),
  );
  const { bounds } = readModel(
    edited(text, [['update_node', { selector: byId('Sub'), properties: { lane: 'Two' } }]], { exact: false }),
  ).layout;
  const sub = bounds.get('Sub')!;
  assert.deepEqual([sub.width, sub.height, sub.y >= 300], [300, 160, true]);
  assert.deepEqual(bounds.get('A'), { x: sub.x + 50, y: sub.y + 30, width: 100, height: 80 });
});

test('what the declared encoding cannot say is written as character references', () => {
  const text = orderModel.replace('UTF-8', 'US-ASCII');
  const written = edited(text, [['rename', { selector: byId('Task_check'), name: 'Prüfen 😀' }]]);
  assert.ok(written.includes('name="Pr&#252;fen &#128512;"'));
});

test('connections between new steps still follow the flow', () => {
  const text = document(
    `<process id="P"><task id="A" /><task id="B" />${sequence('F', 'A', 'B')}</process>`,
    shape('A', 100) + shape('B', 400) + line('F', 200, 400),
  );
  const { layout } = readModel(
    edited(text, [
      ['add_node', { node: task, parent: byId('P') }],
      ['connect', { edge: flow, source: byId('B'), target: byId('New') }],
    ]),
  );
  assert.ok(layout.bounds.get('New')!.x >= 500);
});
