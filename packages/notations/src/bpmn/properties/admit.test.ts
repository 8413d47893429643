import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json, Properties } from '@ameide/graph-model';
import { planPatch } from '@ameide/graph-model';
import { byId, operation } from '@ameide/graph-model/testing';
import { orderModel, readModel } from '../../../test/order-model.ts';
import { bpmn } from '../node.ts';
import { admitProperties } from './admit.ts';

const setting = (id: string, properties: Properties) =>
  planPatch({
    ...readModel(orderModel),
    notation: bpmn,
    operations: [operation('set', 'update_node', { selector: byId(id), properties })],
  });
const messages = (id: string, properties: Properties) =>
  setting(id, properties)
    .diagnostics.map(({ severity, message }) => `${severity}: ${message}`)
    .join(' ');

for (const [id, properties, says] of [
  ['Task_check', { name: 'x' }, /no property "name": .*operation rename/],
  ['Task_check', { id: 'x' }, /ids stay for life/],
  ['Task_check', { kind: 'bpmn::task' }, /change_kind/],
  ['Flow_1', { sourceRef: 'End' }, /disconnect and connect/],
  ['Flow_1', { lane: 'Lane_store' }, /It has documentation, conditionExpression, isImmediate/],
  ['Late', { attachedToRef: 'Task_check' }, /called attachedTo/],
  ['Late', { timeDuration: 'P9D' }, /called timer/],
  ['Late', { eventDefinition: 'banana' }, /one of message, timer, .*cancel, or a list/],
  ['Late', { eventDefinition: 'terminate' }, /one of message/],
  ['Late', { cancelActivity: 'perhaps' }, /true or false/],
  ['Late', { errorRef: 'Error_1' }, /errorRef needs an event whose eventDefinition is error/],
  ['Late', { eventDefinition: 'error' }, /cannot be non-interrupting/],
  ['Task_check', { isForCompensation: 'maybe' }, /cannot be "maybe"\. It takes true or false/],
  ['Task_check', { startQuantity: 1.5 }, /a whole number/],
  ['Task_check', { eventDefinition: 'timer' }, /no property/],
  ['Task_check', { owner: 'Eva' }, /such as acme:owner/],
  ['Task_check', { 'camunda:assignee': 'Eva' }, /other namespaces/],
  ['Task_check', { '': 'x' }, /no property/],
  ['Process_shop', { lane: 'Lane_store' }, /no property/],
] as const) {
  test(`${JSON.stringify(properties)} on ${id} is refused with the right one`, () => {
    assert.equal(setting(id, properties).ok, false);
    assert.match(messages(id, properties), says);
  });
}

test('what is right is set in the form that the document keeps', () => {
  const after = (id: string, properties: Properties): Json | undefined => {
    const plan = setting(id, properties);
    assert.ok(plan.ok, messages(id, properties));
    const { document } = bpmn.write(orderModel, plan.change);
    assert.ok(!document.includes('ameide:property') || Object.keys(properties)[0] === 'acme:owner');
    return readModel(document).graph.nodes.get(id)?.properties;
  };
  assert.deepEqual(after('Late', { timer: { duration: ' PT9H ' } }), {
    attachedTo: 'Task_check',
    cancelActivity: false,
    eventDefinition: 'timer',
    lane: 'Lane_sales',
    timer: 'PT9H',
  });
  assert.deepEqual(after('Late', { eventDefinition: ['error'], cancelActivity: true }), {
    attachedTo: 'Task_check',
    cancelActivity: true,
    eventDefinition: 'error',
    lane: 'Lane_sales',
  });
  assert.deepEqual(after('Task_check', { documentation: ' \n' }), { lane: 'Lane_sales' });
  assert.deepEqual(after('Task_check', { 'acme:owner': { team: 7 }, documentation: null }), {
    lane: 'Lane_sales',
    'acme:owner': { team: 7 },
  });
});

test('what a document has under another name can be cleared, and not set', () => {
  const current = { owner: 'Eva' };
  assert.deepEqual(admitProperties('bpmn::task', current, { owner: null }).faults, []);
  assert.equal(admitProperties('bpmn::task', current, { owner: 'Joe' }).faults.length, 1);
  assert.equal(admitProperties('bpmn::task', {}, { owner: null }).faults.length, 1);
});

test('a boundary event without a trigger is told', () => {
  assert.match(messages('Late', { eventDefinition: null }), /^warning: The boundary event .* has no trigger/);
});
