import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byId } from '@ameide/graph-model/testing';
import { contains, overlaps } from '../src/bpmn/layout/geometry.ts';
import { type Asked, boundsIn, documentWith, drawnOn, edited, line, sequence, shape } from './drawn-document.ts';
import { readModel } from './order-model.ts';

const task = { id: 'New', key: '', kind: 'bpmn::task', name: '', properties: {}, lifecycle: 'current' };
const flow = { id: '', kind: 'bpmn::sequence_flow', name: '', properties: {} };
const closed = ' isExpanded="false"';
const open = ' isExpanded="true"';
const move = (id: string, parent: string): Asked => [
  'move',
  { selector: byId(id), parent: byId(parent), bounds: null, waypoints: [] },
];
const set = (id: string, properties: object): Asked => ['update_node', { selector: byId(id), properties }];

/** A task Top, a closed sub-process Sub that holds In and After, and its own plane. */
const twoPlanes = documentWith(
  `<process id="P"><task id="Top" /><subProcess id="Sub"><task id="In" /><task id="After" />${sequence('F', 'In', 'After')}</subProcess></process>`,
  ['P', shape('Top', 0, 0) + shape('Sub', 200, 0, 100, 80, closed)],
  ['Sub', shape('In', 160, 100) + shape('After', 310, 100) + line('F', 260, 310)],
);

test('what comes out of a closed sub-process, or into one, changes planes', () => {
  const disconnected: Asked = ['disconnect', { edgeId: 'F', source: null, target: null, edgeKind: '' }];
  const out = edited(twoPlanes, [disconnected, move('In', 'P')], { exact: false });
  assert.deepEqual(drawnOn(out), { P: ['In', 'Sub', 'Top'], Sub: ['After'] });
  assert.ok(
    !overlaps(boundsIn(out, 'In'), boundsIn(out, 'Top')) && !overlaps(boundsIn(out, 'In'), boundsIn(out, 'Sub')),
  );
  const into = edited(twoPlanes, [move('Top', 'Sub')], { exact: false });
  assert.deepEqual(drawnOn(into), { P: ['Sub'], Sub: ['After', 'F', 'In', 'Top'] });
  assert.ok(
    !overlaps(boundsIn(into, 'Top'), boundsIn(into, 'In')) && !overlaps(boundsIn(into, 'Top'), boundsIn(into, 'After')),
  );
});

test('a place that is asked for is one on the new plane', () => {
  const bounds = { x: 160, y: 300, width: 100, height: 80 };
  const fields = { selector: byId('Top'), parent: byId('Sub'), bounds, waypoints: [] };
  const into = edited(twoPlanes, [['move', fields]], { exact: false });
  assert.deepEqual(drawnOn(into).Sub, ['After', 'F', 'In', 'Top']);
  assert.deepEqual(boundsIn(into, 'Top'), bounds);
});

test('a closed sub-process that is moved leaves its own plane as it is', () => {
  const bounds = { x: 200, y: 300, width: 100, height: 80 };
  const after = edited(twoPlanes, [['move', { selector: byId('Sub'), parent: null, bounds, waypoints: [] }]]);
  assert.deepEqual(boundsIn(after, 'In'), boundsIn(twoPlanes, 'In'));
});

test('flows go along with both of their ends, and others that would lead from plane to plane are not drawn', () => {
  const both = edited(twoPlanes, [move('In', 'P'), move('After', 'P')], { exact: false });
  assert.deepEqual(drawnOn(both), { P: ['After', 'F', 'In', 'Sub', 'Top'], Sub: [] });
  const noted = documentWith(
    `<process id="P"><task id="Top" /><subProcess id="Sub" /><textAnnotation id="Note" /><association id="L" sourceRef="Top" targetRef="Note" /></process>`,
    ['P', shape('Top', 0, 0) + shape('Sub', 200, 0, 100, 80, closed) + shape('Note', 0, 200) + line('L', 50, 50)],
  );
  const into = edited(noted, [move('Top', 'Sub')], { exact: false });
  assert.deepEqual(drawnOn(into), { P: ['Note', 'Sub'], Sub: ['Top'] });
});

test('the steps of a new closed sub-process are drawn on a plane of its own', () => {
  const text = documentWith('<process id="P"><task id="A" /></process>', ['P', shape('A', 100)]);
  const node = (id: string, kind: string, properties = {}) => ({ ...task, id, kind: `bpmn::${kind}`, properties });
  const operations: Asked[] = [
    ['add_node', { node: node('Sub', 'sub_process'), parent: byId('P') }],
    ['add_node', { node: node('S', 'start_event'), parent: byId('Sub') }],
    ['add_node', { node: node('T', 'task'), parent: byId('Sub') }],
    ['connect', { edge: { ...flow, id: 'F' }, source: byId('S'), target: byId('T') }],
    ['connect', { edge: { ...flow, id: 'G' }, source: byId('A'), target: byId('Sub') }],
  ];
  const after = edited(text, operations);
  assert.deepEqual(drawnOn(after), { P: ['A', 'G', 'Sub'], Sub: ['F', 'S', 'T'] });
  const more = edited(after, [['add_node', { node: task, parent: byId('Sub') }]]);
  assert.deepEqual(drawnOn(more).Sub, ['F', 'New', 'S', 'T']);
  const opened = edited(text, [
    ['add_node', { node: node('Sub', 'sub_process', { isExpanded: true }), parent: byId('P') }],
    ...operations.slice(1),
  ]);
  assert.deepEqual(drawnOn(opened), { P: ['A', 'F', 'G', 'S', 'Sub', 'T'] });
  for (const id of ['S', 'T']) assert.ok(contains(boundsIn(opened, 'Sub'), boundsIn(opened, id)));
});

test('content that was never drawn is not drawn because more comes', () => {
  const text = documentWith('<process id="P"><subProcess id="Sub"><task id="In" /></subProcess></process>', [
    'P',
    shape('Sub', 200, 0, 100, 80, closed),
  ]);
  const after = edited(text, [['add_node', { node: task, parent: byId('Sub') }]]);
  assert.deepEqual(drawnOn(after), { P: ['Sub'] });
});

test('a sub-process that is opened takes its content in, and what would be covered gives way', () => {
  const beside = documentWith(
    `<process id="P"><task id="Top" /><subProcess id="Sub"><task id="In" /></subProcess><task id="Next" />${sequence('G', 'Sub', 'Next')}</process>`,
    [
      'P',
      shape('Top', 0, 0) + shape('Sub', 200, 0, 100, 80, closed) + shape('Next', 350, 0) + line('G', 300, 350, '', 40),
    ],
    ['Sub', shape('In', 160, 100)],
  );
  const after = edited(beside, [set('Sub', { isExpanded: true })], { exact: false });
  assert.deepEqual(drawnOn(after), { P: ['G', 'In', 'Next', 'Sub', 'Top'] });
  assert.ok(contains(boundsIn(after, 'Sub'), boundsIn(after, 'In')));
  assert.ok(!overlaps(boundsIn(after, 'Sub'), boundsIn(after, 'Next')));
  assert.deepEqual(boundsIn(after, 'Top'), boundsIn(beside, 'Top'));
  const [start] = readModel(after).layout.waypoints.get('G')!;
  assert.equal(start!.x, boundsIn(after, 'Sub').x + boundsIn(after, 'Sub').width);
});

test('a sub-process that is closed gives its content a plane, with flows and attached events', () => {
  const text = documentWith(
    `<process id="P"><subProcess id="Sub"><task id="In" /><boundaryEvent id="Late" attachedToRef="In"><timerEventDefinition /></boundaryEvent><task id="After" />${sequence('F', 'In', 'After')}</subProcess><boundaryEvent id="Out" attachedToRef="Sub"><timerEventDefinition /></boundaryEvent></process>`,
    [
      'P',
      shape('Sub', 100, 100, 400, 200, open) +
        shape('In', 150, 150) +
        shape('Late', 182, 212, 36, 36) +
        shape('After', 320, 150) +
        line('F', 250, 320, '', 190) +
        shape('Out', 400, 282, 36, 36),
    ],
  );
  const after = edited(text, [set('Sub', { isExpanded: false })], { exact: false });
  assert.deepEqual(drawnOn(after), { P: ['Out', 'Sub'], Sub: ['After', 'F', 'In', 'Late'] });
  assert.deepEqual([boundsIn(after, 'Sub').width, boundsIn(after, 'Sub').height], [100, 80]);
  assert.ok(overlaps(boundsIn(after, 'Out'), boundsIn(after, 'Sub')));
  assert.deepEqual(boundsIn(after, 'In'), boundsIn(text, 'In'));
  const more: Asked = ['add_node', { node: task, parent: byId('Sub') }];
  const extended = edited(text, [set('Sub', { isExpanded: false }), more], { exact: false });
  assert.deepEqual(drawnOn(extended).Sub, ['After', 'F', 'In', 'Late', 'New']);
});

test('steps that are put together are drawn on the plane of their new sub-process, or inside it', () => {
  const text = documentWith(
    `<process id="P"><task id="A" /><task id="B" /><task id="Between" />${sequence('F', 'A', 'B')}</process>`,
    ['P', shape('A', 100) + shape('Between', 220, 100, 60, 80) + shape('B', 300) + line('F', 200, 300)],
  );
  const grouped = (properties: object) => {
    const node = { ...task, id: 'Sub', kind: 'bpmn::sub_process', properties };
    return edited(text, [['add_node', { node, parent: byId('P') }], move('A', 'Sub'), move('B', 'Sub')], {
      exact: false,
    });
  };
  assert.deepEqual(drawnOn(grouped({})), { P: ['Between', 'Sub'], Sub: ['A', 'B', 'F'] });
  const inside = grouped({ isExpanded: true });
  assert.deepEqual(drawnOn(inside), { P: ['A', 'B', 'Between', 'F', 'Sub'] });
  for (const id of ['A', 'B']) assert.ok(contains(boundsIn(inside, 'Sub'), boundsIn(inside, id)));
  assert.ok(!overlaps(boundsIn(inside, 'Sub'), boundsIn(inside, 'Between')));
});

test('a closed sub-process that does not say so stays closed, wherever its content has its coordinates', () => {
  const text = documentWith('<process id="P"><task id="A" /></process>', ['P', shape('A', 100)]);
  const node = { ...task, id: 'Sub', kind: 'bpmn::sub_process' };
  const closedAround = edited(text, [['group', { selector: byId('A'), node }]], { exact: false });
  assert.deepEqual(drawnOn(closedAround), { P: ['Sub'], Sub: ['A'] });
  const opened = edited(closedAround, [set('Sub', { isExpanded: true })], { exact: false });
  assert.deepEqual(drawnOn(opened), { P: ['A', 'Sub'] });
  assert.ok(contains(boundsIn(opened, 'Sub'), boundsIn(opened, 'A'), 1));
});

test('shapes on one plane are not in the way on another, and do not give way', () => {
  const many = ['A', 'B', 'C', 'D'].map((id, at) => shape(id, 100 + 150 * at, 100)).join('');
  const text = documentWith(
    `<process id="P">${['A', 'B', 'C', 'D'].map((id) => `<task id="${id}" />`).join('')}<subProcess id="Sub"><task id="In" /></subProcess></process>`,
    ['P', many + shape('Sub', 100, 300, 100, 80, closed)],
    ['Sub', shape('In', 100, 100)],
  );
  const after = edited(text, [
    ['add_node', { node: task, parent: byId('Sub') }],
    ['connect', { edge: flow, source: byId('In'), target: byId('New') }],
  ]);
  assert.deepEqual(boundsIn(after, 'New'), { x: 250, y: 100, width: 100, height: 80 });
});

test('what stands in a removed sub-process is drawn where it comes to', () => {
  const after = edited(twoPlanes, [move('In', 'P'), move('After', 'P'), ['remove_node', { selector: byId('Sub') }]], {
    exact: false,
  });
  assert.deepEqual(drawnOn(after), { P: ['After', 'F', 'In', 'Top'] });
});

test('a diagram of a removed process stays for what else it draws, also what leads nowhere', () => {
  const text = documentWith(
    `<process id="P"><task id="A" /></process><process id="Q"><task id="B" />${sequence('F', 'B', 'Gone')}</process>`,
    ['P', shape('A', 100) + shape('B', 300) + line('F', 400, 500)],
  );
  const left = edited(text, [['remove_node', { selector: byId('P') }]], { exact: false });
  assert.deepEqual(drawnOn(left), { Q: ['B', 'F'] });
  const nothing = edited(text, [['remove_node', { selector: byId('Q') }]], { exact: false });
  assert.deepEqual(drawnOn(nothing), { P: ['A'] });
});

test('a diagram of a removed process goes when it draws nothing else', () => {
  const text = documentWith(
    '<process id="P"><task id="A" /></process><process id="Q"><task id="B" /></process>',
    ['P', shape('A', 100)],
    ['Q', shape('B', 100)],
  );
  assert.deepEqual(drawnOn(edited(text, [['remove_node', { selector: byId('P') }]], { exact: false })), { Q: ['B'] });
});

const process = { ...task, kind: 'bpmn::process' };
const begunAnew = (id: string): readonly Asked[] => [
  ['add_node', { node: process, parent: null }],
  ['remove_node', { selector: byId(id) }],
];

test('a first diagram stays for the new process that its last pool makes way for', () => {
  const text = documentWith(
    `<collaboration id="C"><participant id="X" processRef="P" /></collaboration><collaboration id="D"><participant id="Y" processRef="Q" /></collaboration><process id="P"><task id="A" /></process><process id="Q"><task id="B" /></process>`,
    ['C', shape('X', 0, 0, 600, 250) + shape('A', 100)],
    ['D', shape('Y', 0, 0, 600, 250) + shape('B', 100)],
  );
  const empty = edited(text, [...begunAnew('X'), ['remove_node', { selector: byId('P') }]], { exact: false });
  assert.deepEqual(Object.entries(drawnOn(empty)), [
    ['New', []],
    ['D', ['B', 'Y']],
  ]);
  const bounds = { x: 160, y: 80, width: 100, height: 80 };
  const placed: Asked = ['arrange', { placements: [{ id: 'More', bounds, waypoints: [], label: null }] }];
  const add: Asked = ['add_node', { node: { ...task, id: 'More' }, parent: byId('New') }];
  const more = edited(empty, [add, placed], { exact: false });
  assert.deepEqual(drawnOn(more), { New: ['More'], D: ['B', 'Y'] });
  const second = edited(text, [...begunAnew('Y'), ['remove_node', { selector: byId('Q') }]], { exact: false });
  assert.deepEqual(drawnOn(second), { C: ['A', 'X'] });
  const poolless = edited(text, begunAnew('X'), { exact: false });
  assert.deepEqual(drawnOn(poolless), { P: ['A'], D: ['B', 'Y'] });
});

test('the last diagram stays when all goes that it draws', () => {
  const text = documentWith('<process id="P"><task id="A" /></process><process id="Q" />', ['P', shape('A', 100)]);
  assert.deepEqual(drawnOn(edited(text, begunAnew('P'), { exact: false })), { New: [] });
  assert.deepEqual(drawnOn(edited(text, [['remove_node', { selector: byId('P') }]], { exact: false })), { Q: [] });
});
