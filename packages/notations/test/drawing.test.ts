import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bounds } from '@ameide/graph-model';
import { byId } from '@ameide/graph-model/testing';
import { contains, overlaps } from '../src/bpmn/layout/geometry.ts';
import { boundsIn, documentWith, edited, line, sequence, shape } from './drawn-document.ts';
import { orderModel, readModel } from './order-model.ts';

const task = { id: 'New', key: '', kind: 'bpmn::task', name: '', properties: {}, lifecycle: 'current' };
const flow = { id: '', kind: 'bpmn::sequence_flow', name: '', properties: {} };
const documented = ['update_node', { selector: byId('A'), properties: { documentation: 'x' } }] as const;

/** A document with one process P on one plane, or with none. */
const document = (content: string, diagram = '') =>
  diagram === '' ? documentWith(content) : documentWith(content, ['P', diagram]);

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

const insertedOn = (flowId: string, from: string, to: string, properties = {}) =>
  [
    ['add_node', { node: { ...task, properties }, parent: byId('P') }],
    ['disconnect', { edgeId: flowId, source: null, target: null, edgeKind: '' }],
    ['connect', { edge: flow, source: byId(from), target: byId('New') }],
    ['connect', { edge: flow, source: byId('New'), target: byId(to) }],
  ] as const;
const pooled = (process: string, diagram: string) =>
  documentWith(
    `<collaboration id="C"><participant id="Pool" processRef="P" /></collaboration><process id="P">${process}</process>`,
    ['C', diagram],
  );

test('a lane in a lane grows with the lane around it, and the lanes behind give way with what they hold', () => {
  const text = pooled(
    `<laneSet><lane id="Front"><childLaneSet><lane id="Desk"><flowNodeRef>A</flowNodeRef><flowNodeRef>B</flowNodeRef></lane></childLaneSet></lane><lane id="Back"><flowNodeRef>D</flowNodeRef></lane></laneSet><task id="A" /><task id="B" /><task id="D" />${sequence('F', 'A', 'B')}`,
    shape('Pool', 100, 100, 400, 240) +
      shape('Front', 130, 100, 370, 120) +
      shape('Desk', 160, 100, 340, 120) +
      shape('Back', 130, 220, 370, 120) +
      shape('A', 210, 120) +
      shape('B', 360, 120) +
      shape('D', 210, 240) +
      line('F', 310, 360, '', 160),
  );
  const after = edited(text, insertedOn('F', 'A', 'B', { lane: 'Desk' }));
  const at = (id: string) => boundsIn(after, id);
  assert.ok(contains(at('Desk'), at('New')) && contains(at('Front'), at('Desk')) && contains(at('Pool'), at('Back')));
  assert.equal(at('Front').y + at('Front').height, at('Back').y);
  assert.equal(at('Pool').y + at('Pool').height, at('Back').y + at('Back').height);
  assert.equal(at('D').y - at('Back').y, 20);
});

test('a lane that grows by the height of the next one pushes that away, and nothing else grows', () => {
  const lanes = ['One', 'Two', 'Three'];
  const flowNodes = '<flowNodeRef>A</flowNodeRef><flowNodeRef>B</flowNodeRef>';
  const text = pooled(
    `<laneSet><lane id="One">${flowNodes}</lane><lane id="Two" /><lane id="Three" /></laneSet><task id="A" /><task id="B" />${sequence('F', 'A', 'B')}`,
    shape('Pool', 100, 100, 330, 330) +
      lanes.map((id, row) => shape(id, 130, 100 + 110 * row, 300, 110)).join('') +
      shape('A', 170, 115) +
      shape('B', 300, 115) +
      line('F', 270, 300, '', 155),
  );
  const after = edited(text, insertedOn('F', 'A', 'B', { lane: 'One' }));
  let y = 100;
  for (const [at, id] of lanes.entries()) {
    const lane = boundsIn(after, id);
    assert.equal(lane.y, y);
    if (at > 0) assert.equal(lane.height, 110);
    y += lane.height;
  }
  assert.equal(boundsIn(after, 'Pool').height, y - 100);
});

test('a lane of an upright pool stands beside the others, and its pool grows to the right', () => {
  const upright = ' isHorizontal="false"';
  const text = pooled(
    '<laneSet><lane id="One" /><lane id="Two" /></laneSet>',
    shape('Pool', 100, 100, 400, 600, upright) +
      shape('One', 100, 130, 200, 570, upright) +
      shape('Two', 300, 130, 200, 570, upright),
  );
  const node = { ...task, kind: 'bpmn::lane' };
  const after = edited(text, [['add_node', { node, parent: byId('P') }]]);
  assert.deepEqual(boundsIn(after, 'New'), { x: 500, y: 130, width: 120, height: 570 });
  assert.deepEqual(boundsIn(after, 'Pool'), { x: 100, y: 100, width: 520, height: 600 });
  assert.ok(after.includes('bpmnElement="New" isHorizontal="false"'));
});

test('a new lane does not cover one that is a little longer than its pool', () => {
  const text = pooled(
    '<laneSet><lane id="One" /></laneSet>',
    shape('Pool', 100, 100, 600, 120) + shape('One', 130, 100, 570, 121),
  );
  const after = edited(text, [['add_node', { node: { ...task, kind: 'bpmn::lane' }, parent: byId('P') }]]);
  assert.equal(boundsIn(after, 'New').y, 221);
  assert.equal(boundsIn(after, 'Pool').height, 241);
});

test('a removed lane of an upright pool leaves its place, and what is in it, to the lane beside', () => {
  const text = pooled(
    '<laneSet><lane id="One"><flowNodeRef>A</flowNodeRef></lane><lane id="Two" /></laneSet><task id="A" />',
    shape('Pool', 100, 100, 400, 600) +
      shape('One', 100, 130, 200, 570) +
      shape('Two', 300, 130, 200, 570) +
      shape('A', 150, 200),
  );
  const after = edited(text, [['remove_node', { selector: byId('One') }]], { exact: false });
  assert.deepEqual(boundsIn(after, 'Two'), { x: 100, y: 130, width: 400, height: 570 });
  assert.equal(readModel(after).graph.nodes.get('A')?.properties.lane, 'Two');
});

test('several lanes that are removed at once leave their places to the one that stays, with the lanes in it', () => {
  const text = pooled(
    '<laneSet><lane id="One"><flowNodeRef>A</flowNodeRef></lane><lane id="Two" /><lane id="Three"><childLaneSet><lane id="Inner" /></childLaneSet></lane></laneSet><task id="A" />',
    shape('Pool', 100, 100, 600, 360) +
      ['One', 'Two', 'Three'].map((id, row) => shape(id, 130, 100 + 120 * row, 570, 120)).join('') +
      shape('Inner', 160, 340, 540, 120) +
      shape('A', 200, 120),
  );
  const removals = ['One', 'Two'].map((id) => ['remove_node', { selector: byId(id) }] as const);
  const after = edited(text, removals, { exact: false });
  assert.deepEqual(boundsIn(after, 'Three'), { x: 130, y: 100, width: 570, height: 360 });
  assert.deepEqual(boundsIn(after, 'Inner'), { x: 160, y: 100, width: 540, height: 360 });
  assert.equal(readModel(after).graph.nodes.get('A')?.properties.lane, 'Inner');
});

test('what comes from a removed lane into one that begins further in goes inside by the shortest way', () => {
  const text = pooled(
    '<laneSet><lane id="One"><childLaneSet><lane id="Inner" /></childLaneSet></lane><lane id="Two"><flowNodeRef>A</flowNodeRef></lane></laneSet><task id="A" />',
    shape('Pool', 100, 100, 600, 240) +
      shape('One', 130, 100, 570, 120) +
      shape('Inner', 160, 100, 540, 120) +
      shape('Two', 130, 220, 570, 120) +
      shape('A', 165, 240),
  );
  const after = edited(text, [['remove_node', { selector: byId('Two') }]], { exact: false });
  assert.deepEqual(boundsIn(after, 'A'), { x: 200, y: 240, width: 100, height: 80 });
});

test('a pool does not grow over a step of its own that is drawn outside', () => {
  const text = pooled(
    `<startEvent id="A" /><task id="B" />${sequence('F', 'A', 'B')}`,
    shape('Pool', 100, 52, 123, 120) + shape('A', 150, 94, 36, 36) + shape('B', 255, 72) + line('F', 186, 255, '', 112),
  );
  const after = edited(text, insertedOn('F', 'A', 'B'));
  assert.ok(!overlaps(boundsIn(after, 'New'), boundsIn(after, 'B')));
  assert.ok(contains(boundsIn(after, 'Pool'), boundsIn(after, 'New')));
});

test('a message flow keeps to the border of a pool that grows', () => {
  const text = documentWith(
    `<collaboration id="C"><participant id="Pool" processRef="P" /><participant id="Bank" /><messageFlow id="M" sourceRef="Bank" targetRef="Pool" /></collaboration><process id="P"><laneSet><lane id="One" /></laneSet></process>`,
    [
      'C',
      shape('Pool', 100, 100, 600, 120) +
        shape('One', 130, 100, 570, 120) +
        shape('Bank', 100, 300, 600, 60) +
        '<bpmndi:BPMNEdge id="M_di" bpmnElement="M"><di:waypoint x="300" y="300" /><di:waypoint x="300" y="220" /></bpmndi:BPMNEdge>',
    ],
  );
  const after = edited(text, [['add_node', { node: { ...task, kind: 'bpmn::lane' }, parent: byId('P') }]]);
  const [start, end] = readModel(after).layout.waypoints.get('M')!;
  const pool = boundsIn(after, 'Pool');
  assert.deepEqual(
    [start, end],
    [
      { x: 300, y: boundsIn(after, 'Bank').y },
      { x: 300, y: pool.y + pool.height },
    ],
  );
});

test('fractions of the document are kept, without the noise of sums', () => {
  const text = document(
    `<process id="P"><task id="A" /><task id="B" />${sequence('F', 'A', 'B')}</process>`,
    shape('A', 100.1, 100.2) + shape('B', 500.7, 100.2) + line('F', 200.1, 500.7, '', 140.2),
  );
  const after = edited(text, insertedOn('F', 'A', 'B'));
  assert.equal(boundsIn(after, 'New').y, 100.2);
  for (const path of readModel(after).layout.waypoints.values()) assert.ok(path.every(({ y }) => y === 140.2));
});

test('a shape outside its container stays there when something else about it changes', () => {
  const text = pooled('<task id="A" />', shape('Pool', 100, 100, 300, 200) + shape('A', 600, 100));
  edited(text, [documented]);
});

test('what is connected to a message flow goes with the last collaboration', () => {
  const text = orderModel.replace(
    '<bpmn:association id="Link"',
    '<bpmn:association id="On_message" sourceRef="Message_flow" targetRef="Note" />\n    $&',
  );
  const remaining = edited(text, [['remove_node', { selector: byId('Collaboration_1') }]], { exact: false });
  assert.ok(!remaining.includes('On_message') && remaining.includes('"Link"'));
});

test('the drawing of a flow that leads nowhere goes with the process that it stands in', () => {
  const text = document(
    `<process id="P"><task id="A" /></process><process id="Q"><task id="B" />${sequence('F', 'B', 'Gone')}</process>`,
    shape('A', 100) + shape('B', 300) + line('F', 400, 500),
  );
  assert.ok(!edited(text, [['remove_node', { selector: byId('Q') }]], { exact: false }).includes('F_di'));
});

test('a pool that is moved takes all along that it shows, and a lane what it holds', () => {
  const text = pooled(
    '<laneSet><lane id="One"><flowNodeRef>A</flowNodeRef></lane></laneSet><task id="A" />',
    shape('Pool', 100, 100, 600, 120) + shape('One', 130, 100, 570, 120) + shape('A', 200, 120),
  );
  const bounds = { x: 110, y: 300, width: 600, height: 120 };
  const after = edited(text, [['move', { selector: byId('Pool'), parent: null, bounds, waypoints: [] }]]);
  assert.deepEqual([boundsIn(after, 'One').y, boundsIn(after, 'A').x, boundsIn(after, 'A').y], [300, 210, 320]);
});
