import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Graph, SemanticMutation } from '@ameide/graph-model';
import { applyMutations } from '@ameide/graph-model';
import { graphOf } from '@ameide/graph-model/testing';
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

const codes = (graph: Graph) => checkBpmn(graph).map(({ severity, code }) => `${severity} ${code}`);
const inLane = (id: string, kind = 'bpmn::task', properties = {}) =>
  node(kind, id, { properties: { lane: 'Lane_store', ...properties } });

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
    inLane('g', 'bpmn::exclusive_gateway'),
    inLane('e', 'bpmn::event_based_gateway'),
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

test('flows that are all taken at once, and conditions that nothing asks, are told', () => {
  const second = added(inLane('x'), flow('f', 'Task_check', 'x'));
  assert.deepEqual(codes(second), ['warning bpmn_implicit_split']);
  const conditionExpression = 'amount > 5';
  const conditional = added(inLane('x'), flow('f', 'Task_check', 'x', { properties: { conditionExpression } }));
  assert.deepEqual(codes(conditional), []);
  const fallback = added(
    inLane('x', 'bpmn::task', { default: 'f' }),
    flow('f', 'x', 'End', { properties: { conditionExpression } }),
  );
  assert.deepEqual(codes(fallback), ['warning bpmn_default_with_condition']);
});

test('what belongs to no lane, links without a partner and processes without a pool are told', () => {
  assert.deepEqual(codes(added(task('x'))), ['warning bpmn_no_lane']);
  const link = (id: string, way: string, linkName: string) =>
    inLane(id, `bpmn::intermediate_${way}_event`, { eventDefinition: 'link', linkName });
  assert.deepEqual(codes(added(link('t', 'throw', 'A'), link('c', 'catch', 'A'))), []);
  assert.deepEqual(codes(added(link('t', 'throw', 'A'), link('c', 'catch', 'B'))), [
    'warning bpmn_link_without_partner',
    'warning bpmn_link_without_partner',
  ]);
  const process = node('bpmn::process', 'Process_2', { parent: null });
  assert.deepEqual(codes(added(process, task('x', { parent: 'Process_2' }))), ['warning bpmn_process_without_pool']);
});

test('a message flow from one collaboration to another is an error', () => {
  const elsewhere = added(
    node('bpmn::collaboration', 'C2', { parent: null }),
    node('bpmn::participant', 'Pool_2', { parent: 'C2' }),
    flow('x', 'Pool_2', 'Pool_bank', { kind: 'bpmn::message_flow' }),
  );
  assert.deepEqual(codes(elsewhere), ['error bpmn_message_flow_across_collaborations']);
});

test('a message flow in a model without a collaboration is an error', () => {
  const process = (id: string) => node('bpmn::process', id, { parent: null });
  const message = flow('x', 'a', 'b', { kind: 'bpmn::message_flow' });
  const tasks = [task('a', { parent: 'P' }), task('b', { parent: 'Q' })];
  assert.deepEqual(codes(graphOf([process('P'), process('Q'), ...tasks], [message])), [
    'error bpmn_message_flow_without_collaboration',
  ]);
});

test('only what was touched is checked, and only that must have an id', () => {
  const odd = added(task('x', { parent: 'Pool_shop' }), inLane('P~task'));
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
