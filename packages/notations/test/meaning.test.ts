import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byId } from '@ameide/graph-model/testing';
import { bpmn } from '../src/bpmn/node.ts';
import { type Asked, documentWith, edited, planned, sequence, shape } from './drawn-document.ts';
import { readModel } from './order-model.ts';

const flow = { id: '', kind: 'bpmn::sequence_flow', name: '', properties: {} };
const node = (id: string, kind: string, properties = {}) => ({
  id,
  key: '',
  kind: `bpmn::${kind}`,
  name: '',
  properties,
  lifecycle: 'current',
});
const add = (id: string, kind: string, properties = {}): Asked => [
  'add_node',
  { node: node(id, kind, properties), parent: byId('P') },
];
const connect = (source: string, target: string, id = ''): Asked => [
  'connect',
  { edge: { ...flow, id }, source: byId(source), target: byId(target) },
];
const set = (id: string, properties: object): Asked => ['update_node', { selector: byId(id), properties }];
const remove = (id: string): Asked => ['remove_node', { selector: byId(id) }];

/** What the preview of a patch tells of it. */
function told(
  text: string,
  ...operations: readonly Asked[]
): readonly (readonly [code: string, elements: readonly string[]])[] {
  const plan = planned(text, operations);
  const { diagnostics } = bpmn.write(text, plan.change);
  return [...plan.diagnostics, ...diagnostics].map(({ code, elementIds }) => [code, elementIds ?? []]);
}

const steps = documentWith(
  `<message id="Order" /><process id="P"><task id="A" /><exclusiveGateway id="Choice" /><task id="B" /><task id="D" />${sequence('F', 'A', 'Choice')}${sequence('G', 'Choice', 'B')}${sequence('H', 'Choice', 'D')}</process>`,
);

test('flows that are all taken once their gateway is gone are told', () => {
  const found = told(steps, remove('Choice'), connect('A', 'B', 'Left'), connect('A', 'D', 'Right'));
  assert.deepEqual(found, [['bpmn_implicit_split', ['A', 'Left', 'Right']]]);
  assert.deepEqual(told(steps, remove('Choice'), connect('A', 'B')), []);
});

test('an end behind a step that leads on already is told', () => {
  const text = documentWith(`<process id="P"><task id="A" /><task id="B" />${sequence('F', 'A', 'B')}</process>`);
  assert.deepEqual(told(text, add('End', 'end_event'), connect('A', 'End', 'G')), [
    ['bpmn_implicit_split', ['A', 'F', 'G']],
  ]);
  assert.deepEqual(told(text, add('End', 'end_event'), connect('B', 'End', 'G')), []);
});

test('a boundary event without a trigger is told, whether new or emptied', () => {
  const code = (id: string) => [['bpmn_boundary_without_trigger', [id]]];
  assert.deepEqual(told(steps, add('Late', 'boundary_event', { attachedTo: 'A' })), code('Late'));
  const timed = edited(steps, [add('Late', 'boundary_event', { attachedTo: 'A', eventDefinition: 'signal' })]);
  assert.deepEqual(told(timed, set('Late', { eventDefinition: null })), code('Late'));
});

test('a default flow with a condition is told, whichever of the two comes last', () => {
  const code = [['bpmn_default_with_condition', ['Choice', 'G']]];
  const conditional = edited(steps, [set('G', { conditionExpression: 'x > 1' })], { exact: false });
  assert.deepEqual(told(conditional, set('Choice', { default: 'G' })), code);
  const fallback = edited(steps, [set('Choice', { default: 'G' })]);
  assert.deepEqual(told(fallback, set('G', { conditionExpression: 'x > 1' })), code);
  assert.deepEqual(told(fallback, set('H', { conditionExpression: 'x > 1' })), []);
});

test('a message, signal, error or escalation that nothing defines is told, and so is one that is something else', () => {
  const triggered = (type: string, value: string, kind = 'end_event') =>
    told(steps, add('E', kind, { eventDefinition: type, [`${type}Ref`]: value }));
  for (const type of ['message', 'signal', 'error', 'escalation'])
    assert.deepEqual(triggered(type, 'Missing'), [['bpmn_undefined_reference', ['E']]], type);
  assert.deepEqual(triggered('message', 'A'), [['bpmn_undefined_reference', ['E']]]);
  assert.deepEqual(triggered('signal', 'Order'), [['bpmn_undefined_reference', ['E']]]);
  assert.deepEqual(triggered('message', 'Order'), []);
  assert.deepEqual(told(steps, add('R', 'receive_task', { messageRef: 'Missing' })), [
    ['bpmn_undefined_reference', ['R']],
  ]);
});

const linked = documentWith(
  '<process id="P"><intermediateThrowEvent id="To"><linkEventDefinition id="To_link" name="L"><target>From_link</target></linkEventDefinition></intermediateThrowEvent><intermediateCatchEvent id="From"><linkEventDefinition id="From_link" name="L"><source>To_link</source></linkEventDefinition></intermediateCatchEvent></process>',
);

test('a link that loses its partner is told, and does not name it any more', () => {
  const code = (...ids: string[]) => ids.map((id) => ['bpmn_link_without_partner', [id]]);
  assert.deepEqual(told(linked, remove('From')), code('To'));
  assert.deepEqual(told(linked, set('From', { linkName: 'M' })), code('To', 'From'));
  assert.deepEqual(told(linked, set('From', { eventDefinition: 'timer', timer: 'PT1H' })), code('To'));
  const removed = edited(linked, [remove('From')], { exact: false });
  assert.ok(removed.includes('To_link') && !removed.includes('From_link'));
  const changed = edited(linked, [set('To', { eventDefinition: 'signal' })], { exact: false });
  assert.ok(!changed.includes('To_link'));
  assert.ok(edited(linked, [set('From', { linkName: 'M' })]).includes('<source>To_link</source>'));
});

const lanesOf = (text: string, ...ids: string[]) =>
  ids.map((id) => readModel(text).graph.nodes.get(id)?.properties.lane);

test('the steps of a process that gets its first lanes are in the first one, unless they are told to be elsewhere', () => {
  const after = edited(steps, [add('One', 'lane'), add('Two', 'lane'), set('D', { lane: 'Two' })]);
  assert.deepEqual(lanesOf(after, 'A', 'B', 'Choice', 'D'), ['One', 'One', 'One', 'Two']);
  assert.deepEqual(lanesOf(edited(after, [add('Three', 'lane')]), 'A', 'D'), ['One', 'Two']);
  const inner = ['add_node', { node: node('Inner', 'lane'), parent: byId('One') }] as const;
  assert.deepEqual(lanesOf(edited(after, [inner]), 'A', 'D'), ['Inner', 'Two']);
  const other = edited(after, [remove('One'), remove('Two'), add('New', 'lane')], { exact: false });
  assert.deepEqual(lanesOf(other, 'A', 'D'), ['New', 'New']);
  assert.deepEqual(told(after, add('E', 'task')), [['bpmn_no_lane', ['E']]]);
});

test('the first lane of a pool has nothing that is drawn outside of the pool', () => {
  const text = documentWith(
    '<collaboration id="K"><participant id="Pool" processRef="P" /></collaboration><process id="P"><task id="A" /><task id="B" /><task id="C" /><boundaryEvent id="Late" attachedToRef="B"><timerEventDefinition /></boundaryEvent></process>',
    ['K', shape('Pool', 0, 0, 600, 250) + shape('A', 100) + shape('B', 100, 400) + shape('Late', 132, 462, 36, 36)],
  );
  const after = edited(text, [add('One', 'lane')], { exact: false });
  assert.deepEqual(lanesOf(after, 'A', 'B', 'Late', 'C'), ['One', undefined, undefined, 'One']);
});
