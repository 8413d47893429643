import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GraphEdge, SemanticMutation } from '@ameide/graph-model';
import { applyMutations } from '@ameide/graph-model';
import { flow, node, orderModel, readModel } from '../../test/order-model.ts';
import { completeChange } from './complete.ts';

const { graph, layout } = readModel(orderModel);
const remove = (...ids: string[]): SemanticMutation[] =>
  ids.map((id) => {
    const node = graph.nodes.get(id);
    return node === undefined ? { type: 'edge_removed', edge: graph.edges.get(id)! } : { type: 'node_removed', node };
  });

test('the nodes of a removed lane belong to the one that is drawn under them, or to none', () => {
  const followed = completeChange({ graph, layout }, remove('Lane_sales'));
  assert.deepEqual(
    followed.map((mutation) => mutation.type === 'node_changed' && mutation.id),
    ['Start', 'Task_check', 'End', 'Late'],
  );
  for (const mutation of followed) {
    assert.ok(mutation.type === 'node_changed');
    assert.equal(mutation.before.properties?.lane, 'Lane_sales');
    assert.equal(mutation.after.properties?.lane, 'Lane_store');
  }
  const both = completeChange({ graph, layout }, remove('Lane_sales', 'Lane_store'));
  for (const mutation of both) {
    assert.ok(mutation.type === 'node_changed');
    assert.equal(mutation.after.properties?.lane, undefined);
  }
  assert.deepEqual(completeChange({ graph, layout }, remove('Lane_store')), []);
});

test('message flows go with the last collaboration', () => {
  const own: GraphEdge = flow('Message_2', 'Start', 'End', { kind: 'bpmn::message_flow' });
  const extended = applyMutations(graph, [{ type: 'edge_added', edge: own }]);
  const all = remove('Message_flow', 'Pool_shop', 'Pool_bank', 'Collaboration_1');
  assert.deepEqual(completeChange({ graph: extended, layout }, all), [{ type: 'edge_removed', edge: own }]);
  assert.deepEqual(completeChange({ graph: extended, layout }, remove('Message_flow', 'Pool_bank')), []);
  const last = completeChange({ graph: extended, layout }, remove('Message_flow', 'Pool_bank', 'Pool_shop'));
  assert.deepEqual(last, [...remove('Collaboration_1'), { type: 'edge_removed', edge: own }]);
});

test('a pool takes its process along, its collaboration when it is the last one, and nothing that the change works on', () => {
  const along = completeChange({ graph, layout }, remove('Pool_shop'));
  const inside = ['Process_shop', 'Lane_sales', 'Task_check', 'Late', 'Flow_1', 'Message_flow', 'Note', 'Link'];
  const gone = along.map((mutation) =>
    mutation.type === 'node_removed' ? mutation.node.id : mutation.type === 'edge_removed' ? mutation.edge.id : '',
  );
  for (const id of inside) assert.ok(gone.includes(id), id);
  const task: SemanticMutation = { type: 'node_added', node: node('bpmn::task', 'New') };
  assert.deepEqual(completeChange({ graph, layout }, [...remove('Pool_shop'), task]), []);
  const last = completeChange({ graph, layout }, remove('Message_flow', 'Pool_bank', 'Pool_shop'));
  assert.deepEqual(last, remove('Collaboration_1'));
});

test('what is attached follows its host into a lane, and a new one starts in it', () => {
  const { properties } = graph.nodes.get('Task_check')!;
  const after = { properties: { ...properties, lane: 'Lane_store' } };
  const move: SemanticMutation = { type: 'node_changed', id: 'Task_check', before: { properties }, after };
  const attached = node('bpmn::boundary_event', 'New', { properties: { attachedTo: 'Task_check' } });
  const followed = completeChange({ graph, layout }, [move, { type: 'node_added', node: attached }]);
  assert.deepEqual(
    followed.map((mutation) => mutation.type === 'node_changed' && [mutation.id, mutation.after.properties?.lane]),
    [
      ['Late', 'Lane_store'],
      ['New', 'Lane_store'],
    ],
  );
});

test('what leaves its process leaves its lane', () => {
  const other = node('bpmn::process', 'Process_2', { parent: null });
  const sub = node('bpmn::sub_process', 'Sub', { properties: { lane: 'Lane_store' } });
  for (const container of [other, sub]) {
    const extended = applyMutations(graph, [{ type: 'node_added', node: container }]);
    const fields = { before: { parent: 'Process_shop' }, after: { parent: container.id } };
    const followed = completeChange({ graph: extended, layout }, [{ type: 'node_changed', id: 'Start', ...fields }]);
    assert.deepEqual(followed, [
      { type: 'node_changed', id: 'Start', before: { properties: { lane: 'Lane_sales' } }, after: { properties: {} } },
    ]);
  }
});

test('the last pool leaves its collaboration where a process without one is drawn beside it', () => {
  const other = [
    node('bpmn::process', 'Process_2', { parent: null }),
    node('bpmn::task', 'Alone', { parent: 'Process_2' }),
  ];
  const extended = applyMutations(
    graph,
    other.map((each): SemanticMutation => ({ type: 'node_added', node: each })),
  );
  const drawn = { ...layout, bounds: new Map([...layout.bounds, ['Alone', { x: 0, y: 900, width: 100, height: 80 }]]) };
  const last = remove('Message_flow', 'Pool_bank', 'Pool_shop');
  const gone = (followed: readonly SemanticMutation[]) =>
    followed.flatMap((mutation) => (mutation.type === 'node_removed' ? mutation.node.id : []));
  assert.deepEqual(gone(completeChange({ graph: extended, layout }, last)), ['Collaboration_1']);
  const along = gone(completeChange({ graph: extended, layout: drawn }, last));
  assert.ok(along.includes('Process_shop') && along.includes('Task_check'));
  assert.ok(!along.includes('Collaboration_1') && !along.includes('Alone'));
});
