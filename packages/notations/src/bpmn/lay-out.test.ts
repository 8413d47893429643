import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bounds, Layout, Point, SemanticMutation } from '@ameide/graph-model';
import { applyLayout } from '@ameide/graph-model';
import { flow, node, orderModel, readModel } from '../../test/order-model.ts';
import { layOutBpmn } from './lay-out.ts';
import { contains, overlaps } from './layout/geometry.ts';

const before = readModel(orderModel);

function laidOut(semantic: readonly SemanticMutation[]): Layout & { readonly touched: readonly string[] } {
  const mutations = layOutBpmn(before, semantic);
  return { ...applyLayout(before.layout, mutations), touched: mutations.map(({ id }) => id) };
}

const insertion = (kind: string, fields = {}): SemanticMutation[] => [
  { type: 'node_added', node: node(kind, 'New', fields) },
  { type: 'edge_changed', id: 'Flow_2', before: { target: 'End' }, after: { target: 'New' } },
  { type: 'edge_added', edge: flow('Flow_3', 'New', 'End') },
];
const inSales = { properties: { lane: 'Lane_sales' } };

test('between its neighbours where there is room, and nothing else moves', () => {
  const { bounds, waypoints, touched } = laidOut(insertion('bpmn::task', inSales));
  assert.deepEqual(bounds.get('New'), { x: 471, y: 140, width: 100, height: 80 });
  assert.deepEqual(waypoints.get('Flow_2'), [
    { x: 400, y: 180 },
    { x: 471, y: 180 },
  ]);
  assert.deepEqual(waypoints.get('Flow_3'), [
    { x: 571, y: 180 },
    { x: 642, y: 180 },
  ]);
  assert.deepEqual([...touched].sort(), ['Flow_2', 'Flow_3', 'New']);
});

test('in its lane, with flows that stand upright or lie flat', () => {
  const { bounds, waypoints } = laidOut(insertion('bpmn::exclusive_gateway', { properties: { lane: 'Lane_store' } }));
  assert.ok(contains(bounds.get('Lane_store')!, bounds.get('New')!));
  for (const id of ['Flow_2', 'Flow_3']) {
    const path = waypoints.get(id)!;
    for (let at = 1; at < path.length; at += 1) {
      assert.ok(path[at]!.x === path[at - 1]!.x || path[at]!.y === path[at - 1]!.y);
    }
    const target = bounds.get(id === 'Flow_2' ? 'New' : 'End')!;
    assert.ok(onBorder(path.at(-1)!, target));
  }
});

const onBorder = ({ x, y }: Point, box: Bounds) =>
  x === box.x || x === box.x + box.width || y === box.y || y === box.y + box.height;

test('a boundary event sits on the border of its host, beside others', () => {
  const event = node('bpmn::boundary_event', 'New', { properties: { attachedTo: 'Task_check' } });
  const { bounds } = laidOut([{ type: 'node_added', node: event }]);
  const own = bounds.get('New')!;
  assert.ok(overlaps(own, bounds.get('Task_check')!) && !contains(bounds.get('Task_check')!, own));
  assert.ok(!overlaps(own, bounds.get('Late')!));
});

test('a lane that is full grows with its pool, and what is below gives way', () => {
  const many = Array.from({ length: 12 }, (_, n): SemanticMutation[] => [
    { type: 'node_added', node: node('bpmn::task', `N${n}`, { properties: { lane: 'Lane_store' } }) },
    { type: 'edge_added', edge: flow(`F${n}`, n === 0 ? 'Task_check' : `N${n - 1}`, `N${n}`) },
  ]).flat();
  const { bounds } = laidOut(many);
  const lane = bounds.get('Lane_store')!;
  assert.ok(lane.width > 670 || lane.height > 150);
  assert.ok(contains(bounds.get('Pool_shop')!, lane));
  assert.ok(!overlaps(bounds.get('Pool_shop')!, bounds.get('Pool_bank')!));
  const tasks = [...bounds].filter(([id]) => /^N\d/.test(id)).map(([, box]) => box);
  assert.equal(tasks.length, 12);
  for (const [at, box] of tasks.entries()) {
    assert.ok(contains(lane, box));
    assert.ok(!tasks.slice(at + 1).some((other) => overlaps(box, other)));
  }
});

test('a new lane is a band at the bottom of its pool', () => {
  const { bounds } = laidOut([{ type: 'node_added', node: node('bpmn::lane', 'New') }]);
  assert.deepEqual(bounds.get('New'), { x: 130, y: 480, width: 670, height: 120 });
  assert.deepEqual(bounds.get('Pool_shop'), { x: 100, y: 80, width: 700, height: 520 });
  assert.equal(bounds.get('Pool_bank')?.y, 640);
  assert.deepEqual(bounds.get('Lane_store'), before.layout.bounds.get('Lane_store'));
});

test('a node that changes its lane moves into it', () => {
  const { properties } = before.graph.nodes.get('Task_check')!;
  const after = { properties: { ...properties, lane: 'Lane_store' } };
  const { bounds, waypoints } = laidOut([{ type: 'node_changed', id: 'Task_check', before: { properties }, after }]);
  const task = bounds.get('Task_check')!;
  assert.ok(contains(bounds.get('Lane_store')!, task));
  assert.ok(overlaps(bounds.get('Late')!, task), 'its boundary event comes along');
  assert.ok(onBorder(waypoints.get('Flow_1')!.at(-1)!, task));
});

test('what is removed is not drawn', () => {
  const { graph } = before;
  const { bounds, waypoints } = laidOut([
    { type: 'node_removed', node: graph.nodes.get('End')! },
    { type: 'edge_removed', edge: graph.edges.get('Flow_2')! },
  ]);
  assert.ok(!bounds.has('End'));
  assert.ok(!waypoints.has('Flow_2'));
});

test('content of what is not drawn is not drawn', () => {
  const added: SemanticMutation[] = [
    { type: 'node_added', node: node('bpmn::process', 'P2', { parent: null }) },
    { type: 'node_added', node: node('bpmn::task', 'New', { parent: 'P2' }) },
  ];
  assert.deepEqual(layOutBpmn(before, added), []);
});

test('a step that becomes a closed sub-process stays where it is, also on the border of its lane', () => {
  const { properties } = before.graph.nodes.get('Task_check')!;
  const closed = { ...properties, isExpanded: false };
  const changed: SemanticMutation = {
    type: 'node_changed',
    id: 'Task_check',
    before: { kind: 'bpmn::user_task', properties },
    after: { kind: 'bpmn::sub_process', properties: closed },
  };
  const lane = before.layout.bounds.get('Lane_sales')!;
  const box = { ...before.layout.bounds.get('Task_check')!, y: lane.y + lane.height - 60 };
  const bounds = new Map([...before.layout.bounds, ['Task_check', box]]);
  assert.deepEqual(layOutBpmn({ ...before, layout: { ...before.layout, bounds } }, [changed]), []);
});
