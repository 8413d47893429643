import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bpmn } from '../src/bpmn/node.ts';
import { orderModel } from './order-model.ts';

const faults: readonly (readonly [what: string, from: string, to: string, element: string | undefined])[] = [
  [
    'an attribute of a task',
    'id="Task_check" name',
    'id="Task_check" implementation="" startQuantity="many" name',
    'Task_check',
  ],
  [
    'something in a task',
    '<bpmn:incoming>Flow_1</bpmn:incoming>\n      <bpmn:outgoing>Flow_2',
    '<bpmn:nothing/><bpmn:incoming>Flow_1</bpmn:incoming>\n      <bpmn:outgoing>Flow_2',
    'Task_check',
  ],
  [
    'a tag over several lines',
    '<bpmn:endEvent id="End" name="Done">',
    '<bpmn:endEvent\n id="End"\n name="Done" parallel="x">',
    'End',
  ],
  ['the drawing of an event', '<dc:Bounds x="642"', '<dc:Bounds x="wide"', 'End'],
  [
    'the definitions',
    'targetNamespace="urn:orders"',
    'targetNamespace="urn:orders" exporter="x" nothing="y"',
    undefined,
  ],
];

for (const [what, from, to, element] of faults) {
  test(`a violation of the schema is told with its element: ${what}`, () => {
    assert.ok(orderModel.includes(from));
    const found = bpmn.validate(orderModel.replace(from, to));
    assert.ok(found.length > 0);
    assert.deepEqual(found[0]!.elementIds, element === undefined ? undefined : [element], JSON.stringify(found));
  });
}
