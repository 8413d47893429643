import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SemanticMutation } from '@ameide/graph-model';
import { bpmn } from '../src/bpmn/node.ts';
import { flow, node } from './order-model.ts';
import { sampleModels } from './reference-models.ts';

test('a task on a flow that goes to another row stands in the row of what it follows, right of it', () => {
  const { text } = sampleModels.find(({ name }) => name === 'order-to-cash.bpmn')!;
  const model = bpmn.read(text);
  assert.ok(model.ok);
  const properties = { lane: 'Lane_Sales' };
  const inserted: SemanticMutation[] = [
    { type: 'node_added', node: node('bpmn::task', 'New', { parent: 'Process_OrderToCash', properties }) },
    { type: 'edge_added', edge: flow('Out', 'New', 'Task_CheckCredit') },
    {
      type: 'edge_changed',
      id: 'Flow_RegisterToCredit',
      before: { target: 'Task_CheckCredit' },
      after: { target: 'New' },
    },
  ];
  const placed = bpmn.layOut(model, inserted).find(({ id }) => id === 'New');
  assert.ok(placed?.type === 'bounds_set' && placed.after);
  const before = model.layout.bounds.get('Task_RegisterOrder')!;
  assert.equal(placed.after.y, before.y);
  assert.ok(placed.after.x > before.x + before.width);
});
