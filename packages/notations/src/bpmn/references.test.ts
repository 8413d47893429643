import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GraphEdge, SemanticMutation } from '@ameide/graph-model';
import { applyMutations } from '@ameide/graph-model';
import { flow, orderModel, readModel } from '../../test/order-model.ts';
import { completeRemovals } from './references.ts';

const { graph } = readModel(orderModel);
const remove = (...ids: string[]): SemanticMutation[] =>
  ids.map((id) => {
    const node = graph.nodes.get(id);
    return node === undefined ? { type: 'edge_removed', edge: graph.edges.get(id)! } : { type: 'node_removed', node };
  });

test('references to what is removed are cleared', () => {
  const followed = completeRemovals(graph, remove('Lane_sales'));
  assert.deepEqual(
    followed.map((mutation) => mutation.type === 'node_changed' && mutation.id),
    ['Start', 'Task_check', 'End', 'Late'],
  );
  for (const mutation of followed) {
    assert.ok(mutation.type === 'node_changed');
    assert.equal(mutation.before.properties?.lane, 'Lane_sales');
    assert.equal(mutation.after.properties?.lane, undefined);
  }
  assert.deepEqual(completeRemovals(graph, remove('Lane_store')), []);
});

test('message flows go with the last collaboration', () => {
  const own: GraphEdge = flow('Message_2', 'Start', 'End', { kind: 'bpmn::message_flow' });
  const extended = applyMutations(graph, [{ type: 'edge_added', edge: own }]);
  const all = remove('Message_flow', 'Pool_shop', 'Pool_bank', 'Collaboration_1');
  assert.deepEqual(completeRemovals(extended, all), [{ type: 'edge_removed', edge: own }]);
  assert.deepEqual(completeRemovals(extended, remove('Message_flow', 'Pool_bank')), []);
});
