import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Graph, SemanticMutation } from '@ameide/graph-model';
import { applyMutations } from '@ameide/graph-model';
import { flow, node, orderModel, readModel } from '../../test/order-model.ts';
import { checkBpmn } from './rules.ts';

const { graph } = readModel(orderModel);
const added = (...elements: (ReturnType<typeof node> | ReturnType<typeof flow>)[]): Graph =>
  applyMutations(
    graph,
    elements.map(
      (element): SemanticMutation =>
        'source' in element ? { type: 'edge_added', edge: element } : { type: 'node_added', node: element },
    ),
  );
const task = (id: string, fields = {}) => node('bpmn::task', id, fields);

test('a good model has no findings', () => {
  assert.deepEqual(checkBpmn(graph), []);
});

const faults: readonly (readonly [what: string, graph: Graph, code: string])[] = [
  ['a task in a pool', added(task('x', { parent: 'Pool_shop' })), 'bpmn_containment'],
  ['a task in a lane', added(task('x', { parent: 'Lane_sales' })), 'bpmn_containment'],
  ['a task at the top', added(task('x', { parent: null })), 'bpmn_containment'],
  ['a lane that is not there', added(task('x', { properties: { lane: 'gone' } })), 'bpmn_reference'],
  ['a lane that is a task', added(task('x', { properties: { lane: 'Task_check' } })), 'bpmn_reference'],
  ['a foreign default flow', added(task('x', { properties: { default: 'Flow_1' } })), 'bpmn_default_flow'],
  ['a loose boundary event', added(node('bpmn::boundary_event', 'x')), 'bpmn_boundary_unattached'],
  ['a control character', added(task('x', { name: 'a\u0001' })), 'bpmn_illegal_character'],
  ['a flow into a start event', added(flow('x', 'Task_check', 'Start')), 'bpmn_start_event_incoming'],
  ['a flow out of an end event', added(flow('x', 'End', 'Task_check')), 'bpmn_end_event_outgoing'],
  ['a flow into a boundary event', added(flow('x', 'Start', 'Late')), 'bpmn_boundary_event_incoming'],
  ['a flow to a pool', added(flow('x', 'Task_check', 'Pool_bank')), 'bpmn_sequence_flow_ends'],
  [
    'a flow into another process',
    added(node('bpmn::process', 'P2', { parent: null }), task('x', { parent: 'P2' }), flow('f', 'Start', 'x')),
    'bpmn_sequence_flow_crosses_pool',
  ],
  [
    'a flow into a sub-process',
    added(node('bpmn::sub_process', 's'), task('x', { parent: 's' }), flow('f', 'Start', 'x')),
    'bpmn_sequence_flow_crosses_sub_process',
  ],
  [
    'a message to the own pool',
    added(flow('x', 'Task_check', 'Start', { kind: 'bpmn::message_flow' })),
    'bpmn_message_flow_same_pool',
  ],
  [
    'a message to a note',
    added(flow('x', 'Pool_bank', 'Note', { kind: 'bpmn::message_flow' })),
    'bpmn_message_flow_ends',
  ],
  [
    'data from a task',
    added(flow('x', 'Start', 'Task_check', { kind: 'bpmn::data_input_association' })),
    'bpmn_data_association',
  ],
];
for (const [what, faulty, code] of faults) {
  test(`${what} is an error`, () => {
    const errors = checkBpmn(faulty).filter(({ severity }) => severity === 'error');
    assert.deepEqual(
      errors.map((error) => error.code),
      [code],
    );
  });
}

test('unclear gateways are warnings', () => {
  const open = added(
    node('bpmn::exclusive_gateway', 'g'),
    node('bpmn::event_based_gateway', 'e'),
    flow('f1', 'g', 'Task_check'),
    flow('f2', 'g', 'End'),
    flow('f3', 'e', 'End'),
  );
  assert.deepEqual(
    checkBpmn(open).map(({ severity, code }) => [severity, code]),
    [
      ['warning', 'bpmn_gateway_unclear'],
      ['warning', 'bpmn_event_based_gateway'],
    ],
  );
});

test('only what was touched is checked, and only that must have an id', () => {
  const odd = added(task('x', { parent: 'Pool_shop' }), task('P~task'));
  assert.deepEqual(checkBpmn(odd, new Set(['Task_check'])), []);
  assert.deepEqual(
    checkBpmn(odd, new Set(['x'])).map(({ code }) => code),
    ['bpmn_containment'],
  );
  assert.deepEqual(
    checkBpmn(odd, new Set(['P~task'])).map(({ code }) => code),
    ['bpmn_element_without_id'],
  );
});
