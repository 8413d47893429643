import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyGraph } from '@ameide/graph-model';
import { node } from '../../test/order-model.ts';
import { createBpmnId } from './ids.ts';

test('ids name the family and depend on the seed alone', () => {
  assert.match(createBpmnId('bpmn::user_task', 'a', emptyGraph), /^Activity_[0-9a-z]{7}$/);
  assert.match(createBpmnId('bpmn::boundary_event', 'a', emptyGraph), /^Event_[0-9a-z]{7}$/);
  assert.match(createBpmnId('bpmn::parallel_gateway', 'a', emptyGraph), /^Gateway_[0-9a-z]{7}$/);
  assert.match(createBpmnId('bpmn::sequence_flow', 'a', emptyGraph), /^Flow_[0-9a-z]{7}$/);
  assert.match(createBpmnId('bpmn::data_object_reference', 'a', emptyGraph), /^DataObjectReference_[0-9a-z]{7}$/);
  assert.equal(createBpmnId('bpmn::task', 'a', emptyGraph), createBpmnId('bpmn::task', 'a', emptyGraph));
  assert.notEqual(createBpmnId('bpmn::task', 'a', emptyGraph), createBpmnId('bpmn::task', 'b', emptyGraph));
});

test('a taken id is not given again', () => {
  const taken = createBpmnId('bpmn::task', 'a', emptyGraph);
  const graph = { nodes: new Map([[taken, node('bpmn::task', taken)]]), edges: new Map() };
  assert.notEqual(createBpmnId('bpmn::task', 'a', graph), taken);
});
